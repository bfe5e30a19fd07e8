#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs the tests under a sanitizer, in a build of its own. What it reports of any process that the tests start, the
# `gateway`s of the end-to-end tests among them, makes the exit code 1.
#
# usage: scripts/sanitize.sh address|thread [OPTION OF swift test ...]
#   SANITIZE_SECONDS   how long the tests may take (1800)
set -euo pipefail
cd "$(dirname "$0")/.."

sanitizer=${1:-}
case "$sanitizer" in
address) folder=$PWD/.build/asan ;;
thread) folder=$PWD/.build/tsan ;;
*)
    echo "usage: scripts/sanitize.sh address|thread [OPTION OF swift test ...]" >&2
    exit 64
    ;;
esac
shift

mkdir -p "$folder"
options=(--sanitize="$sanitizer" --scratch-path "$folder")
if [ "$sanitizer" = thread ]; then
    clang -c -O2 -Wall -Werror -o "$folder/tsan-mutex.o" scripts/tsan-mutex.c
    options+=(-Xlinker "$folder/tsan-mutex.o")
fi
swift build --build-tests "${options[@]}"

# Reports go to files, one a process: what a gateway says on standard error is for the tests to read, and most gateways
# are killed when their test ends, so that an exit code would be lost.
reports=$folder/reports
rm -rf "$reports"
mkdir "$reports"
common="log_path=$reports/report:exitcode=66"
# No search for leaks: an enum of Swift keeps its case in spare bits of a pointer, and what an elliptic key, say, then holds
# at the end of a process looks lost to LeakSanitizer.
export ASAN_OPTIONS="$common:detect_leaks=0"
# All races of a run, not only the first.
export TSAN_OPTIONS="$common:halt_on_error=0"
# The sanitizers print where they are, and Swift's own backtrace of such a binary takes half a minute.
export SWIFT_BACKTRACE=enable=no

# The fault layer of the tests stays away.
export GATEWAY_SANITIZED=true

# A few tests at a time: with a thousand at once, each several times slower, a client comes to its next line after the
# server's thirty seconds for a head.
status=0
TEST_LOG=$folder/test.log scripts/test.sh timeout --kill-after=10 "${SANITIZE_SECONDS:-1800}" \
    swift test --skip-build --disable-xctest --experimental-maximum-parallelization-width 8 "${options[@]}" "$@" ||
    status=$?

if [ -n "$(find "$reports" -type f -print -quit)" ]; then
    cat "$reports"/report.* >"$folder/reports.log"
    echo "${sanitizer^}Sanitizer reports, in full in ${folder#"$PWD"/}/reports.log:" >&2
    grep '^SUMMARY: ' "$folder/reports.log" | sort | uniq -c | sort -rn | head -40 >&2
    exit 1
fi
exit "$status"
