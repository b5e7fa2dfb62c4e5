// Package models holds what an engine needs on disk: which files there are, where they come from, and that they are the right
// ones.
//
// # Terms
//
//   - artifact: one thing that is fetched and pinned by digest. Its kind is Runtime or Model.
//   - runtime: the shared libraries of llama.cpp for one platform. Its digest is the SHA-256 of its manifest (the lines that
//     sha256sum prints for its files, sorted by name); a node advertises it, because scores are calibrated per runtime.
//   - model: one GGUF file with its name, its ModelSpec and so its ModelID.
//   - catalogue: the artifacts and models that this node knows by name: the built-in ones and those of one extra file. Names
//     resolve here and nowhere else, never through what other nodes say.
//   - source: one way to get an artifact: a path, a download address, or a package of npm or pip. A source is never trusted;
//     the digests in the catalogue decide.
//   - store: the folder that holds the artifacts, by default DefaultDir. Several processes may share it.
//
// # Finding runtime and model
//
//	dir, err := models.DefaultDir()        // $DGRID_CACHE, else the user's cache folder + "/dgrid"
//	store, err := models.Open(dir)
//	catalogue, err := models.Load("")
//	model, err := catalogue.Resolve("smollm2-135m-instruct-q4_1")
//	file, err := store.Model(model)        // path of the GGUF file
//	libraries, err := store.Runtime()      // folder for yzma's llama.Load and GGMLBackendLoadAllFromPath
//
// Both errors wrap ErrMissing and name the command that fetches what is missing. The store's layout is specified in
// docs/models.md: models/<sha256>.gguf, runtimes/<sha256>/, locks/ and partial/.
package models
