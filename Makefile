# Two commands do everything on a fresh machine: `make demo` and `make test`.

# The tests have a build folder of their own: they see what is internal (-enable-testing), and SwiftPM
# would build everything anew each time one folder changed between that and the program alone.
BUILD ?= .build
TEST_BUILD ?= .build-tests
MUTANTS_BUILD ?= .build-mutants
OUT ?= out
PREFIX ?= /usr/local
# Inputs for each reader when it is fuzzed.
RUNS ?= 1000000
# With the Swift runtime inside it the program starts sooner and runs where there is none; Apple's
# systems have it as their own and refuse the flag.
# Libraries that lie beside it, as in the archive of `make tarball`, come before the system's.
STATIC = $(if $(filter Darwin,$(shell uname -s)),,--static-swift-stdlib \
	-Xlinker -rpath -Xlinker '$$ORIGIN/../lib/limn' -Xlinker --disable-new-dtags)
SWIFT_BUILD = swift build -c release --scratch-path $(BUILD) $(STATIC)
TEST_FLAGS = -c release --scratch-path $(TEST_BUILD) -Xswiftc -enable-testing
LIMN = $(BUILD)/release/limn
SWIFT_CODE = Package.swift Sources Tests Snippets Benchmarks

.PHONY: help setup build demo docs test fuzz lint format api api-write install uninstall deb tarball model image \
	clean bench bench-peers counts counts-write scale-check mutants

help: ## What there is to make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## Install what the build needs: libpng, libjpeg, OpenBLAS, Cairo, Pango, a font, pkg-config
	@.ci/install-dependencies

build: setup ## Build the limn binary in release
	@$(SWIFT_BUILD) --product limn

demo: build ## Explain an embedded digit with the embedded model
	@$(LIMN) explain --digit 0 --output $(OUT)

docs: build ## Build the documentation site into .build/docs/site, warnings as errors
	@Docs/Site/build $(BUILD)/release $(BUILD)/docs
	@echo "Serve it with: python3 -m http.server --directory $(BUILD)/docs/site, then open /documentation/limn"

test: setup ## Run all tests, those of the pages in Chromium where it is or may be installed
	@.ci/install-browser
	@.ci/install-fonts
	@swift build $(TEST_FLAGS) --build-tests
	@Tests/Snippets/run $(TEST_BUILD)/release
	@swift test $(TEST_FLAGS) --skip-build --skip '^LimnServeTests'
	@swift test $(TEST_FLAGS) --skip-build --filter '^LimnServeTests'
	@.ci/install-browser --absent

fuzz: setup ## Give every reader RUNS mutated files, under libFuzzer and the address sanitizer
	@Tests/Fuzz/run $(RUNS)

lint: ## Check the format of all Swift code
	@swift format lint --strict --recursive $(SWIFT_CODE)

format: ## Rewrite all Swift code in the house format
	@swift format --in-place --recursive $(SWIFT_CODE)

api: ## Compare what programs can call, as the tests' build has it, with what was accepted
	@Tests/API/check $(TEST_BUILD)/release

api-write: ## Accept what programs can call as the tests' build has it
	@Tests/API/check $(TEST_BUILD)/release --write

install: build ## Install limn, its manual pages and completions under PREFIX (default /usr/local)
	@Packaging/install $(LIMN) $(PREFIX) $(DESTDIR)

uninstall: ## Take away what install put under PREFIX
	@Packaging/uninstall $(PREFIX) $(DESTDIR)

deb: build ## Make a Debian package in BUILD
	@Packaging/deb $(LIMN) $(BUILD)

tarball: build ## Make an archive in BUILD that brings its libraries along
	@Packaging/tarball $(LIMN) $(BUILD)

model: build ## Train the embedded model anew; the next build embeds it
	@$(LIMN) train --hidden 64 --activation relu --optimizer adam --seed 0 \
		--output Fixtures/digits-64-64-10.onnx

image: build ## Redraw the README's figure
	@$(LIMN) explain --digit 0 --output $(BUILD)/image >$(BUILD)/image.log
	@cp $(BUILD)/image/panel.png Docs/Images/digit-0.png

BENCH = Benchmarks/.build/release/limn-bench
BENCH_BUILD = swift build -c release --package-path Benchmarks
PEERS ?= $(HOME)/.cache/limn-peers
RESULTS ?= $(BUILD)/peers.json

bench: setup ## Measure Limn alone: accuracy, times, and the share of the machine's rate reached
	@$(BENCH_BUILD)
	@$(BENCH) shap && $(BENCH) lime && $(BENCH) limits && $(BENCH) convolutions

bench-peers: build ## Measure Limn against Captum, shap, lime, shapiq, scikit-learn and PyTorch
	@$(BENCH_BUILD)
	@Benchmarks/compare-with-peers $(PEERS) $(BENCH) $(LIMN) $(RESULTS)

# Python environments named spark and ray for the recipes of Docs/Guides/Scale.md.
SCALE ?= $(HOME)/.cache/limn-scale

scale-check: build ## Run the recipes of Docs/Guides/Scale whose engines are installed, with failures
	@Docs/Guides/Scale/check $(LIMN) $(SCALE)

counts: setup ## Compare the main paths' instruction counts with the committed table
	@$(BENCH_BUILD)
	@Benchmarks/count-instructions $(BENCH) Benchmarks/instruction-counts.txt

counts-write: setup ## Write the table of instruction counts anew
	@$(BENCH_BUILD)
	@Benchmarks/count-instructions $(BENCH) Benchmarks/instruction-counts.txt --write

mutants: setup ## Put known bugs into a copy of the code one by one and list those that no test notices
	@Tests/Mutants/run $(MUTANTS_BUILD)

clean: ## Remove what was built
	@rm -rf $(BUILD) $(TEST_BUILD) $(MUTANTS_BUILD) $(OUT)
