package wallet_test

import (
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/node/wallet"
)

var dev = config.Token{Decimals: 18, Symbol: "DEV"}

func TestParseAmount(t *testing.T) {
	for _, test := range []struct {
		text  string
		token config.Token
		want  string // base units, or what the error says
	}{
		{"5", dev, "5"}, {"0", dev, "0"}, {"12.5", dev, "12500000000000000000"}, {"12.5 DEV", dev, "12500000000000000000"}, {" 12  DEV ", dev, "12000000000000000000"},
		{"0.000000000000000001", dev, "1"}, {"0.0", dev, "0"}, {"0 DEV", dev, "0"}, {"7 X", config.Token{Symbol: "X"}, "7"},
		{"340282366920938463463.374607431768211455", dev, "340282366920938463463374607431768211455"},
		{"340282366920938463463.374607431768211456", dev, "more than any account holds"},
		{"340282366920938463463374607431768211456", dev, "larger than"},
		{"", dev, "no number"}, {"DEV", dev, "no number"}, {"5.", dev, "no number"}, {".5", dev, "no number"}, {"1e18", dev, "no number"}, {"1,5", dev, "no number"},
		{"1_000", dev, "no number"}, {"-1", dev, "no number"}, {"+1", dev, "no number"}, {"0x10", dev, "no number"}, {"1.2.3", dev, "no number"}, {"٣", dev, "no number"},
		{"05", dev, "begins with 0"}, {"00.5", dev, "begins with 0"},
		{"5 dev", dev, `not "dev"`}, {"5 ETH", dev, `not "ETH"`}, {"5 DEV DEV", dev, `not "DEV DEV"`}, {"5DEV", dev, "no number"},
		{"0.0000000000000000001", dev, "19 places, DEV has 18"}, {"7.5", config.Token{Symbol: "X"}, "1 places, X has 0"},
	} {
		got, err := wallet.ParseAmount(test.text, test.token)
		if err == nil && got.String() != test.want || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: %s, %v, want %s", test.text, got, err, test.want)
		}
	}
}

// What is written is read again as the same.
func FuzzParseAmount(f *testing.F) {
	for _, s := range []string{"12.5", "12.5 DEV", "1", "0.000000000000000001", "5 ETH"} {
		f.Add(s, uint8(18))
	}
	f.Fuzz(func(t *testing.T, text string, decimals uint8) {
		token := config.Token{Decimals: decimals % 40, Symbol: "DEV"}
		a, err := wallet.ParseAmount(text, token)
		if err != nil {
			return
		}
		if again, err := wallet.ParseAmount(wallet.Tokens(a, token), token); err != nil || again != a {
			t.Errorf("%q is %s, written %q, read %s, %v", text, a, wallet.Tokens(a, token), again, err)
		}
	})
}

func TestTokens(t *testing.T) {
	for text, want := range map[string]string{"0": "0 DEV", "1": "0.000000000000000001 DEV", "1000000000000000000": "1 DEV", "1500000000000000000": "1.5 DEV"} {
		a, err := dgrid.ParseAmount(text)
		if got := wallet.Tokens(a, dev); err != nil || got != want {
			t.Errorf("%s: %s, %v, want %s", text, got, err, want)
		}
	}
}
