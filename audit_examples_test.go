package dgrid_test

import (
	"math"
	"strconv"

	"github.com/dgrid-network/dgrid"
)

// auditKinds are the kinds that batches and spot checks use.
var auditKinds = []dgrid.Kind{dgrid.KindAnchor, dgrid.KindVerdict, dgrid.KindCommit, dgrid.KindOpening, dgrid.KindReveal, dgrid.KindBallot}

// addAuditExamples adds objects with typical values, with the largest, and with the least that signed numbers can have.
func addAuditExamples(add func(name string, objects ...dgrid.Object)) {
	job, object, model := dgrid.JobID(digest("job")), digest("object"), dgrid.ModelID(digest("model"))
	reveal := &dgrid.Reveal{Job: job, Object: object, Validator: owner("validator"), Seat: 2, S1: 4_211, S1Window: 9_876,
		Sketches: digest("sketches"), Salt: digest("salt")}
	add("typical",
		&dgrid.Anchor{Node: owner("provider"), Epoch: 17, Root: digest("batch root"), Count: 100},
		&dgrid.Verdict{Job: job, Object: object, Provider: owner("provider"), Model: model, Epoch: 17, Validator: owner("validator"), Role: dgrid.RoleSeat,
			Seat: 2, Finding: dgrid.FindingPass, Scores: dgrid.Scores{S1: 4_211, S1Window: 9_876, S2: -3_652_114, S2Window: -3_410_007},
			Cell: dgrid.Hash([]byte("smollm2-135m-q8_0")), Evidence: digest("evidence")},
		&dgrid.Commit{Job: job, Object: object, Validator: owner("validator"), Seat: 2, Hash: dgrid.RevealHash(reveal)},
		&dgrid.Opening{Job: job, Object: object, Commits: digest("commits"), Sketches: dgrid.HashSketches([]dgrid.Sketch{{1, -2}})},
		reveal,
		&dgrid.Ballot{Provider: owner("provider"), Object: object, Validator: owner("validator"), Seat: 2, Guilty: 1})
	add("largest", extreme(math.MaxUint32, math.MaxUint64, math.MaxInt32)...)
	add("least scores", &dgrid.Verdict{Scores: dgrid.Scores{S1: math.MinInt32, S1Window: math.MinInt32, S2: math.MinInt32, S2Window: math.MinInt32}},
		&dgrid.Reveal{S1: math.MinInt32, S1Window: -1})
}

func extreme(u32 uint32, u64 uint64, i32 int32) []dgrid.Object {
	a, j, m := dgrid.Address(ones[:20]), dgrid.JobID(ones), dgrid.ModelID(ones)
	return []dgrid.Object{
		&dgrid.Anchor{Node: a, Epoch: u64, Root: ones, Count: u64},
		&dgrid.Verdict{Job: j, Object: ones, Provider: a, Model: m, Epoch: u64, Validator: a, Role: 255, Seat: u32, Finding: 255,
			Scores: dgrid.Scores{S1: i32, S1Window: i32, S2: i32, S2Window: i32}, Cell: ones, Evidence: ones},
		&dgrid.Commit{Job: j, Object: ones, Validator: a, Seat: u32, Hash: ones},
		&dgrid.Opening{Job: j, Object: ones, Commits: ones, Sketches: ones},
		&dgrid.Reveal{Job: j, Object: ones, Validator: a, Seat: u32, S1: i32, S1Window: i32, Sketches: ones, Salt: ones},
		&dgrid.Ballot{Provider: a, Object: ones, Validator: a, Seat: u32, Guilty: 255},
	}
}

// auditFields is fields for the kinds that batches and spot checks use.
func auditFields(o dgrid.Object) map[string]string {
	n := func(v uint64) string { return strconv.FormatUint(v, 10) }
	i := func(v int32) string { return strconv.FormatInt(int64(v), 10) }
	hex := func(d [32]byte) string { return dgrid.Digest(d).String() }
	switch o := o.(type) {
	case *dgrid.Anchor:
		return map[string]string{"node": o.Node.Hex(), "epoch": n(o.Epoch), "root": hex(o.Root), "count": n(o.Count)}
	case *dgrid.Verdict:
		return map[string]string{"job": hex(o.Job), "object": hex(o.Object), "provider": o.Provider.Hex(), "model": hex(o.Model), "epoch": n(o.Epoch),
			"validator": o.Validator.Hex(), "role": n(uint64(o.Role)), "seat": n(uint64(o.Seat)), "finding": n(uint64(o.Finding)),
			"s1": i(o.Scores.S1), "s1Window": i(o.Scores.S1Window), "s2": i(o.Scores.S2), "s2Window": i(o.Scores.S2Window),
			"cell": hex(o.Cell), "evidence": hex(o.Evidence)}
	case *dgrid.Commit:
		return map[string]string{"job": hex(o.Job), "object": hex(o.Object), "validator": o.Validator.Hex(), "seat": n(uint64(o.Seat)), "hash": hex(o.Hash)}
	case *dgrid.Opening:
		return map[string]string{"job": hex(o.Job), "object": hex(o.Object), "commits": hex(o.Commits), "sketches": hex(o.Sketches)}
	case *dgrid.Reveal:
		return map[string]string{"job": hex(o.Job), "object": hex(o.Object), "validator": o.Validator.Hex(), "seat": n(uint64(o.Seat)),
			"s1": i(o.S1), "s1Window": i(o.S1Window), "sketches": hex(o.Sketches), "salt": hex(o.Salt)}
	case *dgrid.Ballot:
		return map[string]string{"provider": o.Provider.Hex(), "object": hex(o.Object), "validator": o.Validator.Hex(), "seat": n(uint64(o.Seat)),
			"guilty": n(uint64(o.Guilty))}
	}
	panic("fields of an unknown object")
}

// blankAudit is blank for the kinds that batches and spot checks use.
func blankAudit(k dgrid.Kind) dgrid.Object {
	switch k {
	case dgrid.KindAnchor:
		return &dgrid.Anchor{}
	case dgrid.KindVerdict:
		return &dgrid.Verdict{}
	case dgrid.KindCommit:
		return &dgrid.Commit{}
	case dgrid.KindOpening:
		return &dgrid.Opening{}
	case dgrid.KindReveal:
		return &dgrid.Reveal{}
	case dgrid.KindBallot:
		return &dgrid.Ballot{}
	}
	panic("blank object of an unknown kind")
}

// batchLeaves are leaves of one node, as it would write them: two jobs of a pair, one of another pair, two verdicts.
func batchLeaves() []dgrid.BatchLeaf {
	model, other := dgrid.ModelID(digest("model")), dgrid.ModelID(digest("other model"))
	leaves := []dgrid.BatchLeaf{
		{Kind: dgrid.LeafReceipt, Seq: 0, Object: digest("receipt 0"), Payer: owner("payer"), Model: model, PairFee: dgrid.NewAmount(700)},
		{Kind: dgrid.LeafStep, Seq: 1, Object: digest("step 1"), Payer: owner("other payer"), Model: other, PairFee: dgrid.MaxAmount},
		{Kind: dgrid.LeafVerdict, Seq: 2, Object: digest("verdict 2"), Model: model},
		{Kind: dgrid.LeafReceipt, Seq: 3, Object: digest("receipt 3"), Payer: owner("payer"), Model: model, PairFee: dgrid.NewAmount(1_400)},
		{Kind: dgrid.LeafVerdict, Seq: 4, Object: digest("verdict 4"), Model: model},
	}
	leaves[3].Previous, leaves[4].Previous = leaves[0].Hash(), leaves[2].Hash()
	return append(leaves, dgrid.BatchLeaf{}, dgrid.BatchLeaf{Kind: 255, Seq: math.MaxUint64, Object: ones, Payer: dgrid.Address(ones[:20]),
		Model: dgrid.ModelID(ones), PairFee: dgrid.MaxAmount, Previous: ones})
}

// inclusions prove each of batchLeaves to be in one batch.
func inclusions() []dgrid.Inclusion {
	leaves := batchLeaves()
	hashes := make([]dgrid.Digest, len(leaves))
	for i := range leaves {
		hashes[i] = leaves[i].Hash()
	}
	batch := dgrid.Batch{Node: owner("provider"), Epoch: 17, Root: dgrid.RootOf(hashes), Count: uint64(len(leaves)), Block: 21_000_123}
	list := make([]dgrid.Inclusion, len(leaves))
	for i := range leaves {
		path, err := dgrid.Prove(hashes, i)
		if err != nil {
			panic(err)
		}
		list[i] = dgrid.Inclusion{Batch: batch, Leaf: leaves[i], Index: uint64(i), Path: path}
	}
	return list
}
