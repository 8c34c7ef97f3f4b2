# Every target does its own set-up; `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup build run demo test kill-test check lint fmt bench fuzz release clean

BUILD := .build/debug
# Tests at a time: all at once they starve each other, and what waits for a peer gives up.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH ?= 8
PRODUCTS := inboxd inboxctl inboxd-standin

help: ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

setup: ## install the system libraries that are missing
	@tools/setup

build: setup ## the daemon, its CLI and the demo's stand-in, for debugging
	@for product in $(PRODUCTS); do swift build --product $$product || exit 1; done

run: build ## the daemon on its embedded default: SQLite, loopback, state under ./var
	@mkdir -p var/run && chmod -R go= deploy/config/demo-secrets
	@echo
	@echo "inboxd listens on http://127.0.0.1:8460 (webhooks at /in/<inbox>, /healthz, /readyz, /metrics);"
	@echo "its control socket is var/run/control.sock. In another terminal:"
	@echo "    make demo"
	@echo "    $(BUILD)/inboxctl --socket var/run/control.sock queue list"
	@echo "Ctrl-C stops it; nothing that it acknowledged is lost."
	@echo
	@exec $(BUILD)/inboxd --config deploy/config/demo.yaml

demo: build ## against the running daemon: messages of four channels, one queue, the most urgent first
	@INBOXCTL=$(BUILD)/inboxctl STANDIN=$(BUILD)/inboxd-standin tools/demo

test: setup ## all tests
	swift build --build-tests
	tools/test

kill-test: setup ## fifty times by webhook, twenty by LMTP and from a mailbox: load, kill -9, start again; nothing may be lost or doubled
	swift build --build-tests
	INBOXD_KILL_ROUNDS=50 INBOXD_MAIL_KILL_ROUNDS=20 swift test --skip-build --filter 'IntegrationTests.Integration.(Mailbox)?KillTests'

check: setup lint ## what CI runs: format, layers, warnings as errors, tests
	swift build --build-tests
	tools/test

lint: ## the format of every Swift file
	swift format lint --strict --recursive --parallel Package.swift Sources Tests

fmt: ## bring every Swift file into form
	swift format --in-place --recursive --parallel Package.swift Sources Tests

bench: setup ## ratios, measured in one run of a release build
	swift build -c release --product inboxd
	swift build -c release --product inboxd-bench
	.build/release/inboxd-bench

fuzz: setup ## ten minutes of damaged input for each reader: mime, lmtp, imap, channels (FUZZ_SECONDS, FUZZ_ROUNDS, SEED, TARGET)
	swift build -c release --product inboxd-fuzz
	@for target in $(or $(TARGET),mime lmtp imap channels); do \
		.build/release/inboxd-fuzz $$target --seconds $(or $(FUZZ_SECONDS),600) $(if $(FUZZ_ROUNDS),--rounds $(FUZZ_ROUNDS)) \
			$(if $(SEED),--seed $(SEED)) || \
			{ echo "the last round: inboxd-fuzz $$target $$(cat .build/fuzz-last)"; exit 1; }; \
	done

release: setup ## stripped binaries with the Swift runtime inside, in dist/
	swift build -c release --static-swift-stdlib --product inboxd
	swift build -c release --static-swift-stdlib --product inboxctl
	mkdir -p dist
	for binary in inboxd inboxctl; do strip -o dist/$$binary .build/release/$$binary; done

clean: ## what was built; never the state under ./var
	rm -rf .build dist
