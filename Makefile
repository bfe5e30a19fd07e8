# SPDX-License-Identifier: Apache-2.0
# The two that everybody needs are `make run` and `make test`. Both install what is missing first.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

# Swift's own runtime goes into the binary: it starts in half the time, and runs where no Swift is installed. Whether
# accesses to one variable overlap is checked while the tests run, which is where it can be mended: at run time it costs an
# eighth of a request.
RELEASE := -c release --product gateway --static-swift-stdlib -Xswiftc -use-ld=lld -Xswiftc -enforce-exclusivity=unchecked
# A target may import only what it declares.
CHECKED := --explicit-target-dependency-import-check error
ORACLE := .build/oracle
# The functions of an example, which tests run.
SERVERLESS_SWIFT := swift build --package-path Examples/serverless-swift --scratch-path .build/serverless-swift
SOURCES := Package.swift Sources Tests Fuzz Examples

.PHONY: help run build release test conformance examples browser faults test-asan test-tsan fuzz bench screenshots check check-format check-walls format clean
.DEFAULT_GOAL := help

help: ## Say what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

run: build ## Build the gateway and serve the demo
	@.build/release/gateway serve

build: ## Build the gateway for use: .build/release/gateway
	@scripts/setup.sh build
	@swift build $(RELEASE) $$(scripts/static.sh .build/static)

# All is in it but glibc: a static glibc could not look up host names as the system does.
release: build ## Strip the gateway for copying elsewhere, and say what it needs there: .build/gateway
	@strip --output-file=.build/gateway .build/release/gateway
	@stat --format='%n: %s bytes' .build/gateway
	@needed=$$(readelf --dynamic --wide .build/gateway | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'); \
	echo "needs" $$needed; \
	others=$$(grep -vE '^(libc\.so|libm\.so|ld-linux)' <<<"$$needed" || true); \
	if [ -n "$$others" ]; then echo "These should be in it:" $$others >&2; rm .build/gateway; exit 1; fi

test: ## Run every test
	@scripts/setup.sh test
	@scripts/oracle.sh $(ORACLE)
	@swift build --build-tests $(CHECKED)
	@$(SERVERLESS_SWIFT)
	@scripts/test.sh swift test --skip-build --disable-xctest $(CHECKED) \
		--skip EndToEndTests --skip '^LambdaTests\.'
	@TEST_LOG=.build/functions.log scripts/test.sh \
		swift test --skip-build --disable-xctest $(CHECKED) --filter '^LambdaTests\.'
	@GATEWAY_ORACLE="$(CURDIR)/$(ORACLE)" TEST_LOG=.build/processes.log scripts/test.sh \
		swift test --skip-build --disable-xctest $(CHECKED) --filter EndToEndTests --skip BrowserTests
	@$(MAKE) --no-print-directory browser
	@$(MAKE) --no-print-directory examples

# After the tests, not among them: browsers want a processor each.
browser: ## Try login page and demo in Chromium
	@GATEWAY_ORACLE="$(CURDIR)/$(ORACLE)" TEST_LOG=.build/browser.log scripts/test.sh \
		swift test --skip-build --disable-xctest $(CHECKED) --filter BrowserTests

# After the tests, not among them: it builds the library once more, as a dependency of somebody else's package.
examples: ## Build the examples as packages of their own, and run their tests
	@TEST_LOG=.build/examples.log scripts/test.sh \
		swift test --package-path Examples/EmbeddedInTests --scratch-path .build/examples --disable-xctest

conformance: ## Hold the gateway against what is known of AWS, and say how it compares
	@scripts/setup.sh build
	@swift build --build-tests $(CHECKED)
	@scripts/conformance.sh swift test --skip-build --disable-xctest $(CHECKED) --filter ConformanceTests

test-asan: ## Run every test under AddressSanitizer
	@scripts/setup.sh test
	@scripts/oracle.sh $(ORACLE)
	@$(SERVERLESS_SWIFT)
	@GATEWAY_ORACLE="$(CURDIR)/$(ORACLE)" scripts/sanitize.sh address

test-tsan: ## Run every test under ThreadSanitizer
	@scripts/setup.sh test
	@scripts/oracle.sh $(ORACLE)
	@$(SERVERLESS_SWIFT)
	@GATEWAY_ORACLE="$(CURDIR)/$(ORACLE)" scripts/sanitize.sh thread

# Minutes, so not each time: `make test` looks at the first few of each.
faults: ## Make every n-th system call of the gateway fail, far beyond what `make test` does
	@scripts/setup.sh test
	@swift build --build-tests $(CHECKED)
	@GATEWAY_FAULTS_LONG=true swift test --skip-build --disable-xctest --filter FaultTests $(CHECKED)

fuzz: ## Fuzz each parser for FUZZ_SECONDS (20)
	@scripts/setup.sh build
	@scripts/fuzz.sh

bench: build ## Compare with nginx, Hummingbird, Node, Python, MiniStack and the floor, on this machine; BENCH_OPTIONS=--quick
	@scripts/setup.sh bench
	@python3 Benchmarks/bench.py $(BENCH_OPTIONS)

screenshots: build ## Take the pictures of README anew, in Chromium
	@python3 scripts/screenshots.py .build/release/gateway

check: check-format check-walls ## Check the format, and the walls between the rooms

check-format:
	@swift format lint --strict --parallel --recursive $(SOURCES)

check-walls:
	@scripts/check-walls.sh

format: ## Put the sources into the one format
	@swift format format --in-place --parallel --recursive $(SOURCES)

clean: ## Remove everything that was built
	@rm -rf .build
