# Two commands do everything on a fresh machine: `make demo` and `make test`.

BUILD ?= .build
OUT ?= out
SWIFT_BUILD = swift build -c release --scratch-path $(BUILD)
LIMN = $(BUILD)/release/limn
PREFIX ?= /usr/local

.PHONY: help setup build demo test lint format install model clean

help: ## What there is to make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## Install what the build needs: libpng, OpenBLAS, Cairo, a font, pkg-config
	@.ci/install-dependencies

build: setup ## Build the limn binary in release
	@$(SWIFT_BUILD) --product limn

demo: build ## Explain an embedded digit with the embedded model
	@$(LIMN) explain --digit 0 --output $(OUT)

test: setup ## Run all tests
	@$(SWIFT_BUILD) --build-tests
	@swift test -c release --scratch-path $(BUILD) --skip-build

lint: ## Check the format of all Swift code
	@swift format lint --strict --recursive Package.swift Sources Tests

format: ## Rewrite all Swift code in the house format
	@swift format --in-place --recursive Package.swift Sources Tests

install: setup ## Install one self-contained binary under PREFIX (default /usr/local)
	@swift build -c release --scratch-path $(BUILD)-static --static-swift-stdlib --product limn
	@install -d $(PREFIX)/bin && install -m 755 $(BUILD)-static/release/limn $(PREFIX)/bin/limn

clean: ## Remove what was built
	@rm -rf $(BUILD) $(BUILD)-static $(OUT)
