package dgrid_test

import (
	"bytes"
	"math/big"
	"reflect"
	"slices"
	"testing"

	"github.com/dgrid-network/dgrid"
	"pgregory.net/rapid"
)

// anyObject draws an object of any kind with any values, by filling its words as its type string allows.
func anyObject(t *rapid.T) dgrid.Object {
	o := blank(rapid.SampledFrom(kinds).Draw(t, "kind"))
	b := dgrid.Encode(o)
	// A word of random bytes fits only a digest, so each is tried with fewer and fewer of its bytes until it fits its type.
	for at := 2; at < len(b); at += 32 {
		word := rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "word")
		for _, width := range []int{32, 20, 16, 8, -4, 4, 1} { // -4: a negative number of 4 bytes, filled with its sign
			try := slices.Clone(b)
			if width < 0 {
				width = -width
				copy(try[at:], bytes.Repeat([]byte{0xff}, 32-width))
			}
			copy(try[at+32-width:at+32], word[32-width:])
			if dgrid.Decode(try, blank(o.Kind())) == nil {
				b = try
				break
			}
		}
	}
	if err := dgrid.Decode(b, o); err != nil {
		t.Fatalf("decode what was just decoded: %v", err)
	}
	return o
}

func anyAmount(t *rapid.T, label string) dgrid.Amount {
	bits := rapid.IntRange(0, 128).Draw(t, label+" bits")
	b := rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, label)
	n := new(big.Int).SetBytes(b)
	a, err := dgrid.ParseAmount(n.Rsh(n, uint(128-bits)).String())
	if err != nil {
		t.Fatalf("%s: %v", label, err)
	}
	return a
}

func TestEncodeRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := anyObject(t)
		again := blank(o.Kind())
		if err := dgrid.Decode(dgrid.Encode(o), again); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(o, again) {
			t.Fatalf("%+v came back as %+v", o, again)
		}
	})
}

func TestSignIsDeterministicAndVerifies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o, d := anyObject(t), rapid.SampledFrom(domains).Draw(t, "domain")
		k := signingKey
		sig, err := d.Sign(o, k)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := d.Sign(o, k); err != nil || again != sig {
			t.Fatalf("signed twice: %x and %x (%v)", sig, again, err)
		}
		if err := d.Verify(o, sig, address(k)); err != nil {
			t.Fatal(err)
		}
		for _, other := range domains {
			if other != d && other.Verify(o, sig, address(k)) == nil {
				t.Fatal("a signature of one network is good on another")
			}
		}
	})
}

var signingKey = key("signing")

// TestFlippedBitIsRefused: no change of one bit of an object or of its signature leaves it signed by the same owner, and no
// signature has a second form.
func TestFlippedBitIsRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o, d := anyObject(t), domains[0]
		sig, err := d.Sign(o, signingKey)
		if err != nil {
			t.Fatal(err)
		}
		b := dgrid.Encode(o)
		bit := rapid.IntRange(0, 8*(len(b)+len(sig))-1).Draw(t, "bit")
		changed := slices.Concat(b, sig[:])
		changed[bit/8] ^= 1 << (bit % 8)
		forged := blank(o.Kind())
		if dgrid.Decode(changed[:len(b)], forged) != nil {
			return
		}
		if d.Verify(forged, dgrid.Signature(changed[len(b):]), address(signingKey)) == nil {
			t.Fatalf("bit %d may be flipped", bit)
		}
	})
}

func TestFeeNeverDecreases(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		price := dgrid.Price{Input: anyAmount(t, "input price"), Output: anyAmount(t, "output price")}
		in, out := rapid.Uint32().Draw(t, "in"), rapid.Uint32().Draw(t, "out")
		fee := price.Fee(in, out)
		more := price
		moreIn, moreOut := in, out
		switch rapid.IntRange(0, 3).Draw(t, "what grows") {
		case 0:
			moreIn = rapid.Uint32Range(in, 1<<32-1).Draw(t, "more in")
		case 1:
			moreOut = rapid.Uint32Range(out, 1<<32-1).Draw(t, "more out")
		case 2:
			more.Input = more.Input.Add(anyAmount(t, "dearer input"))
		case 3:
			more.Output = more.Output.Add(anyAmount(t, "dearer output"))
		}
		if more.Fee(moreIn, moreOut).Cmp(fee) < 0 {
			t.Fatalf("%v for %d and %d is %s, %v for %d and %d only %s", price, in, out, fee, more, moreIn, moreOut, more.Fee(moreIn, moreOut))
		}
		exact := new(big.Int).Add(new(big.Int).Mul(price.Input.Big(), big.NewInt(int64(in))), new(big.Int).Mul(price.Output.Big(), big.NewInt(int64(out))))
		exact.Div(exact, big.NewInt(1_000_000))
		if out == 0 {
			exact.SetInt64(0)
		}
		if exact.Cmp(dgrid.MaxAmount.Big()) > 0 {
			exact = dgrid.MaxAmount.Big()
		}
		if fee.Big().Cmp(exact) != 0 {
			t.Fatalf("fee %s, exactly %s", fee, exact)
		}
	})
}

func TestAmountsAgainstBigIntegers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, n := anyAmount(t, "a"), anyAmount(t, "b"), rapid.Uint64Min(1).Draw(t, "n")
		sum := new(big.Int).Add(a.Big(), b.Big())
		if sum.Cmp(dgrid.MaxAmount.Big()) > 0 {
			sum = dgrid.MaxAmount.Big()
		}
		difference := new(big.Int).Sub(a.Big(), b.Big())
		if difference.Sign() < 0 {
			difference.SetInt64(0)
		}
		quotient := new(big.Int).Div(a.Big(), new(big.Int).SetUint64(n))
		for name, pair := range map[string][2]*big.Int{"sum": {a.Add(b).Big(), sum}, "difference": {a.Sub(b).Big(), difference}, "quotient": {a.Div(n).Big(), quotient}} {
			if pair[0].Cmp(pair[1]) != 0 {
				t.Fatalf("%s of %s and %s (or %d) is %s, want %s", name, a, b, n, pair[0], pair[1])
			}
		}
		if a.Cmp(b) != a.Big().Cmp(b.Big()) || a.IsZero() != (a.Big().Sign() == 0) || a.String() != a.Big().String() {
			t.Fatalf("%s and %s compare or print wrongly", a, b)
		}
	})
}

func TestStepExtendsTheLast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		hashes := leafHashes(rapid.IntRange(0, 70).Draw(t, "leaves"))
		var tree dgrid.Tree
		for n := range len(hashes) + 1 {
			if tree.Size() != uint64(n) || tree.Root() != dgrid.RootOf(hashes[:n]) || tree.Root() != recursiveRoot(hashes[:n]) {
				t.Fatalf("after %d leaves the tree of size %d has another root than they have", n, tree.Size())
			}
			if n < len(hashes) {
				before := tree.Root()
				clone := tree.Clone()
				clone.Append(digest("a leaf of the clone's own"))
				if tree.Root() != before || clone.Size() != uint64(n)+1 {
					t.Fatalf("appending to a clone changes the tree of %d leaves", n)
				}
				tree.Append(hashes[n])
			}
		}
	})
}

// recursiveRoot is RFC 6962's definition, word for word.
func recursiveRoot(leaves []dgrid.Digest) dgrid.Digest {
	switch len(leaves) {
	case 0:
		return dgrid.Hash()
	case 1:
		return leaves[0]
	}
	k := 1
	for 2*k < len(leaves) {
		k *= 2
	}
	l, r := recursiveRoot(leaves[:k]), recursiveRoot(leaves[k:])
	return dgrid.Hash([]byte{1}, l[:], r[:])
}

func TestInclusion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(1, 70).Draw(t, "size")
		i := rapid.IntRange(0, size-1).Draw(t, "leaf")
		hashes := leafHashes(size)
		root := dgrid.RootOf(hashes)
		path, err := dgrid.Prove(hashes, i)
		if err != nil {
			t.Fatal(err)
		}
		if err := dgrid.VerifyInclusion(root, hashes[i], uint64(i), uint64(size), path); err != nil {
			t.Fatal(err)
		}
		refuse := func(what string, root, leaf dgrid.Digest, i, size uint64, path []dgrid.Digest) {
			if dgrid.VerifyInclusion(root, leaf, i, size, path) == nil {
				t.Fatalf("accepted with %s", what)
			}
		}
		n, s := uint64(i), uint64(size)
		refuse("another leaf", root, digest("another"), n, s, path)
		refuse("another root", digest("another"), hashes[i], n, s, path)
		refuse("a longer path", root, hashes[i], n, s, append(slices.Clone(path), root))
		refuse("a leaf beyond the end", root, hashes[i], s, s, path)
		if len(path) > 0 {
			refuse("a shorter path", root, hashes[i], n, s, path[:len(path)-1])
			flipped := slices.Clone(path)
			flipped[rapid.IntRange(0, len(path)-1).Draw(t, "step")][0] ^= 1
			refuse("a changed path", root, hashes[i], n, s, flipped)
			if other := rapid.Uint64Range(0, s-1).Draw(t, "other index"); other != n {
				refuse("another index", root, hashes[i], other, s, path)
			}
		}
	})
}

// TestInclusionOfAnotherSize: a path is good for one size only, except where the shapes of both trees agree along it.
func TestInclusionOfAnotherSize(t *testing.T) {
	for size := 1; size <= 24; size++ {
		hashes := leafHashes(size)
		root := dgrid.RootOf(hashes)
		for i := range hashes {
			path, err := dgrid.Prove(hashes, i)
			if err != nil {
				t.Fatal(err)
			}
			for other := range uint64(2 * size) {
				err := dgrid.VerifyInclusion(root, hashes[i], uint64(i), other, path)
				if sameShape := turns(uint64(i), uint64(size)) == turns(uint64(i), other); (err == nil) != sameShape {
					t.Errorf("leaf %d of %d, verified as of %d: %v", i, size, other, err)
				}
			}
		}
	}
}

// turns writes the way from leaf i up to the root: L where it is a left child, R where it is a right one.
func turns(i, size uint64) string {
	if i >= size {
		return "none"
	}
	var way []byte
	for size > 1 {
		k := uint64(1)
		for 2*k < size {
			k *= 2
		}
		if i < k {
			way, size = append(way, 'L'), k
		} else {
			way, size, i = append(way, 'R'), size-k, i-k
		}
	}
	slices.Reverse(way)
	return string(way)
}

func TestLeafHashBindsEveryPart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		leaf := dgrid.Leaf{IDs: rapid.SliceOfN(rapid.Map(rapid.Int32(), func(n int32) dgrid.TokenID { return dgrid.TokenID(n) }), 1, dgrid.LeafTokens).Draw(t, "ids"),
			Text: rapid.String().Draw(t, "text"), SketchHash: digest("sketches")}
		other := dgrid.Leaf{IDs: slices.Clone(leaf.IDs), Text: leaf.Text, SketchHash: leaf.SketchHash}
		switch rapid.IntRange(0, 3).Draw(t, "what changes") {
		case 0:
			other.IDs[rapid.IntRange(0, len(other.IDs)-1).Draw(t, "token")] ^= 1
		case 1:
			other.IDs = other.IDs[:len(other.IDs)-1]
		case 2:
			other.Text += " "
		case 3:
			other.SketchHash[31] ^= 1
		}
		if leaf.Hash() == other.Hash() {
			t.Fatalf("%+v and %+v have the same hash", leaf, other)
		}
	})
}

// TestEncodingIsEIP712Data: after the header the encoding is the very data that the struct hash covers.
func TestEncodingIsEIP712Data(t *testing.T) {
	for _, x := range examples(t) {
		b := dgrid.Encode(x.object)
		if !bytes.Equal(b[:2], []byte{dgrid.Version, byte(x.object.Kind())}) || len(b) != 2+32*len(x.fields) {
			t.Errorf("%s (%s): header %x, length %d of %d fields", x.object.Kind(), x.name, b[:2], len(b), len(x.fields))
		}
	}
}
