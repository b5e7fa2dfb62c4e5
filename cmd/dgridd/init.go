package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/inference/models"
	"github.com/dgrid-network/dgrid/node/keys"
)

// initFlags are the choices of one init.
type initFlags struct {
	network     string
	password    string
	provider    bool
	auditor     bool
	validator   bool
	rpc         []string
	models      []string
	priceInput  string // base units per 1,000,000 tokens; "" is the default
	priceOutput string
	listen      []string
	peers       []string
	gateway     string // address; "" is the default
	noGateway   bool
	auditRate   string // "" is the default
}

// initialised is what init prints.
type initialised struct {
	Home      string         `json:"home"`
	Network   string         `json:"network"`
	ID        dgrid.Digest   `json:"networkId"`
	Owner     dgrid.Address  `json:"owner"`
	Peer      dgrid.PeerID   `json:"peer"`
	Provider  bool           `json:"provider"`
	Auditor   bool           `json:"auditor"`
	Validator bool           `json:"validator"`
	Models    []models.Model `json:"-"`
}

func newInit(a *app) *cobra.Command {
	var f initFlags
	cmd := &cobra.Command{
		Use:   "init --network dev|FILE",
		Short: "Make a node: its folder, configuration and keys",
		Long: `Make a node: a folder with config.toml, network.json and the node's two keys. The owner key signs orders, vouchers and
receipts; it is encrypted, and its password lies in a file beside it unless --password-file names another place. Back up the
folder keys and the password: nothing can replace the owner key.

--network names the network file that the network published; dgridd network prints a node's own. "dev", or a name that begins
with "dev-", makes a network for this machine: no chain, worthless money, loopback addresses. Nodes that are to meet use the same
name or file.

Every node is a gateway for programs on this machine, unless --no-gateway is given. --provider also runs jobs for others, --auditor
also computes others' answers again, --validator does so for the whole network against a stake; each needs a model. On a network with a
chain the node needs an endpoint of that chain: --rpc.

An existing configuration or key is never overwritten.`,
		Example: `  dgridd init --network dev
  dgridd init --network dev --provider --home /tmp/provider --listen /ip4/127.0.0.1/tcp/4700
  dgridd init --network dev --provider --price-output 200000000000000000
  dgridd init --network network.json --auditor --gateway-listen 127.0.0.1:0
  dgridd init --network network.json --provider --rpc http://127.0.0.1:8545
  dgridd init --network dev --peer /ip4/127.0.0.1/tcp/4700/p2p/12D3KooW...`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.network == "" {
				return usageError(cmd, errors.New("init: --network is missing: want \"dev\" or the path of a network file"))
			}
			if f.noGateway && f.gateway != "" {
				return usageError(cmd, errors.New("init: --gateway-listen and --no-gateway exclude each other"))
			}
			return a.init(f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.network, "network", "", `"dev", "dev-NAME" or the path of a network file`)
	flags.StringVar(&f.password, "password-file", "", "file of the owner key's password; a random one is written if there is none (setting keys.password_file)")
	flags.BoolVar(&f.provider, "provider", false, "run jobs for others")
	flags.BoolVar(&f.auditor, "auditor", false, "compute answers of the models again for others")
	flags.BoolVar(&f.validator, "validator", false, "audit the models for the whole network, against a stake on its chain")
	flags.StringSliceVar(&f.rpc, "rpc", nil, "endpoint of the network's chain (setting chain.rpc)")
	flags.StringSliceVar(&f.models, "model", nil, "model that is served or audited (default the catalogue's first)")
	flags.StringVar(&f.priceInput, "price-input", "", "base units per 1,000,000 tokens of prompt (setting price_input of the models)")
	flags.StringVar(&f.priceOutput, "price-output", "", "base units per 1,000,000 tokens of answer (setting price_output of the models)")
	flags.StringSliceVar(&f.listen, "listen", nil, "address to listen on (setting p2p.listen)")
	flags.StringSliceVar(&f.peers, "peer", nil, "address of a node to dial (setting p2p.peers)")
	flags.StringVar(&f.gateway, "gateway-listen", "", "host:port of the HTTP API; port 0 takes a free one (setting gateway.listen)")
	flags.BoolVar(&f.noGateway, "no-gateway", false, "do not answer HTTP")
	flags.StringVar(&f.auditRate, "audit-rate", "", "share of this node's own jobs that it has audited, 0 to 1 (setting payer.audit_rate)")
	a.jsonFlag(cmd)
	return cmd
}

func (a *app) init(f initFlags) error {
	home, err := a.homeDir()
	if err != nil {
		return withCode(exitUsage, err)
	}
	if home, err = filepath.Abs(home); err != nil {
		return fmt.Errorf("init: %w", err)
	}
	c := config.Config{Home: home}
	if f.password != "" {
		if f.password, err = filepath.Abs(f.password); err != nil {
			return fmt.Errorf("init: %w", err)
		}
		c.Keys.PasswordFile = f.password
	}
	if _, err := os.Lstat(c.File()); !errors.Is(err, fs.ErrNotExist) {
		if err != nil {
			return fmt.Errorf("init: %w", err)
		}
		return withCode(exitUsage, withHint(fmt.Errorf("init: %s is there already", c.File()), "dgridd init --home DIR, for another node"))
	}
	network, dev, err := chooseNetwork(f.network)
	if err != nil {
		return withCode(exitUsage, err)
	}
	text, served, err := f.render(dev)
	if err != nil {
		return withCode(exitUsage, err)
	}
	k, err := makeHome(&c, network, dev, text)
	if err != nil {
		return err
	}
	id, err := k.PeerID()
	if err != nil {
		return err
	}
	return a.printInit(initialised{Home: home, Network: network.Name, ID: network.ID, Owner: k.Address(), Peer: id, Provider: f.provider, Auditor: f.auditor, Validator: f.validator, Models: served})
}

// chooseNetwork is the network that --network names, and whether it is one for development.
func chooseNetwork(name string) (*config.Network, bool, error) {
	if name == "dev" || strings.HasPrefix(name, "dev-") && !strings.ContainsAny(name, "./\\") {
		n := config.DevNetwork(name)
		return n, true, n.Validate()
	}
	n, err := config.LoadNetwork(name)
	if err != nil {
		return nil, false, err
	}
	return n, n.Dev(), nil
}

// render is the text of config.toml and the models that it serves or audits.
func (f *initFlags) render(dev bool) (text []byte, served []models.Model, err error) {
	works := f.provider || f.auditor || f.validator
	if len(f.models) > 0 && !works {
		return nil, nil, errors.New("init: --model is for those who serve or audit: add --provider or --auditor, or --validator")
	}
	if f.priceInput+f.priceOutput != "" && !f.provider {
		return nil, nil, errors.New("init: a price is for providers: add --provider")
	}
	var sections []config.Settings
	if works {
		if served, err = chooseModels(f.models); err != nil {
			return nil, nil, err
		}
	}
	for _, m := range served {
		s := config.Settings{"name": config.Text(m.Name)}
		if f.priceInput != "" {
			s["price_input"] = config.Text(f.priceInput)
		}
		if f.priceOutput != "" {
			s["price_output"] = config.Text(f.priceOutput)
		}
		sections = append(sections, s)
	}
	text, err = config.Render(f.settings(dev), sections)
	return text, served, err
}

// settings are those that differ from the defaults.
func (f *initFlags) settings(dev bool) config.Settings {
	set := config.Settings{}
	if dev {
		set["p2p.listen"] = config.List([]string{"/ip4/127.0.0.1/tcp/0", "/ip4/127.0.0.1/udp/0/quic-v1"})
		set["p2p.advert_interval"] = config.Text("5s")
		set["payer.unverified"] = "true # a development network has too few auditors for anybody to count as verified"
	}
	for key, list := range map[string][]string{"p2p.listen": f.listen, "p2p.peers": f.peers, "chain.rpc": f.rpc} {
		if len(list) > 0 {
			set[key] = config.List(list)
		}
	}
	for key, text := range map[string]string{"keys.password_file": f.password, "gateway.listen": f.gateway, "payer.audit_rate": f.auditRate} {
		if text != "" {
			set[key] = config.Text(text)
		}
	}
	for key, on := range map[string]bool{"provider.enabled": f.provider, "auditor.enabled": f.auditor, "validator.enabled": f.validator} {
		if on {
			set[key] = "true"
		}
	}
	if f.noGateway {
		set["gateway.enabled"] = "false"
	}
	return set
}

func chooseModels(wanted []string) (chosen []models.Model, err error) {
	catalogue, err := models.Load("")
	if err != nil {
		return nil, err
	}
	if len(wanted) == 0 {
		return catalogue.Models()[:1], nil
	}
	for _, name := range wanted {
		m, err := catalogue.Resolve(name)
		if err != nil {
			return nil, err
		}
		chosen = append(chosen, m)
	}
	return chosen, nil
}

// makeHome writes the folder. The configuration is tried first and gets its name last: what is wrong leaves no key behind, a home
// that has a configuration is complete, and an init that was interrupted is finished by the next.
func makeHome(c *config.Config, network *config.Network, dev bool, text []byte) (*keys.Keys, error) {
	if err := os.MkdirAll(c.Home, 0o700); err != nil {
		return nil, fmt.Errorf("init: %w", err)
	}
	trial, err := os.MkdirTemp(c.Home, ".init-*")
	if err != nil {
		return nil, fmt.Errorf("init: %w", err)
	}
	defer os.RemoveAll(trial)
	draft := filepath.Join(trial, config.FileName)
	if err := os.WriteFile(draft, text, 0o600); err != nil {
		return nil, fmt.Errorf("init: %w", err)
	}
	tried, _, err := config.Load(trial, nil)
	if err == nil {
		err = tried.Check(network)
	}
	if err != nil {
		return nil, withCode(exitUsage, fmt.Errorf("init: %w", err))
	}
	b, err := json.MarshalIndent(network, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("init: encode network: %w", err)
	}
	if err := os.WriteFile(filepath.Join(c.Home, config.NetworkName), append(b, '\n'), 0o600); err != nil {
		return nil, fmt.Errorf("init: %w", err)
	}
	k, err := makeKeys(c, dev)
	if err != nil {
		return nil, fmt.Errorf("init: %w", err)
	}
	if err := os.Rename(draft, c.File()); err != nil {
		return nil, fmt.Errorf("init: %w", err)
	}
	return k, nil
}

// makeKeys creates the node's keys, or opens those that an interrupted init left.
func makeKeys(c *config.Config, light bool) (*keys.Keys, error) {
	var opts []keys.Option
	if c.Keys.PasswordFile != "" {
		opts = append(opts, keys.Password(c.Keys.PasswordFile))
	}
	k, err := keys.Create(c.KeysDir(), light, opts...)
	if errors.Is(err, keys.ErrExist) {
		return keys.Load(c.KeysDir(), opts...)
	}
	return k, err
}

func (a *app) printInit(r initialised) error {
	if a.asJSON {
		return a.printJSON(r)
	}
	a.printf("home      %s\n", r.Home)
	a.printf("network   %s (%s)\n", r.Network, r.ID)
	a.printf("owner     %s  (signs orders, vouchers and receipts)\n", r.Owner)
	a.printf("peer      %s\n", r.Peer)
	for _, m := range r.Models {
		if r.Provider {
			a.printf("serves    %s\n", m.Name)
		}
		if r.Auditor {
			a.printf("audits    %s\n", m.Name)
		}
		if r.Validator {
			a.printf("validates %s\n", m.Name)
		}
	}
	a.printf("\nBack up %s: nothing can replace the owner key.\n", filepath.Join(r.Home, "keys"))
	a.printf("Next: dgridd pull, then dgridd up%s\n", homeHint(a.home))
	return nil
}

// homeHint repeats --home for a command that the user may copy.
func homeHint(home string) string {
	if home == "" {
		return ""
	}
	return " --home " + home
}
