package main_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/rpc"

	devchain "github.com/dgrid-network/dgrid/cmd/dgrid-devchain"
)

// asProgram makes this binary the program itself.
const asProgram = "DGRID_DEVCHAIN_TEST"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(devchain.Main(os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// process is a chain that runs.
type process struct {
	devchain.Ready
	cmd    *exec.Cmd
	stderr *bytes.Buffer
	client *ethclient.Client // over HTTP
	rpc    *rpc.Client       // over WebSocket
}

// start runs the chain in dir until stop or kill.
func start(t *testing.T, dir string, flags ...string) *process {
	t.Helper()
	p := &process{stderr: new(bytes.Buffer)}
	p.cmd = exec.Command(os.Args[0], append([]string{"--dir", dir, "--http", "127.0.0.1:0", "--ws", "127.0.0.1:0", "--json"}, flags...)...)
	p.cmd.Env = append(os.Environ(), asProgram+"=1")
	p.cmd.Stderr = p.stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.kill() })
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		_ = p.cmd.Wait()
		t.Fatalf("the chain did not start: %s", p.stderr)
	}
	if err := json.Unmarshal(lines.Bytes(), &p.Ready); err != nil {
		t.Fatalf("%v in %s", err, lines.Text())
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if p.client, err = ethclient.DialContext(ctx, p.HTTP); err != nil {
		t.Fatal(err)
	}
	if p.rpc, err = rpc.DialContext(ctx, p.WS); err != nil {
		t.Fatal(err)
	}
	return p
}

// kill ends the process as a failing machine would; twice is once.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
	if p.client != nil {
		p.client.Close()
	}
	if p.rpc != nil {
		p.rpc.Close()
	}
}

// program runs one command line to its end.
func program(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	var out, log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &log
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return out.String(), log.String(), cmd.ProcessState.ExitCode()
}
