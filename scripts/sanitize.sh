#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs the tests under a sanitizer, in a build of its own. A report of any process that the tests start, the `gateway`s of
# the end-to-end tests among them, makes the exit code 1.
#
# usage: scripts/sanitize.sh address|thread [OPTION OF swift test ...]
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1:-}" in
address) short=asan ;;
thread) short=tsan ;;
*)
    echo "usage: scripts/sanitize.sh address|thread [OPTION OF swift test ...]" >&2
    exit 64
    ;;
esac
sanitizer=$1
shift

# By itself, because the build folder of another kind of build would be made anew each time.
folder=$PWD/.build/$short
reports=$folder/reports
options=(--sanitize="$sanitizer" --scratch-path "$folder")
mkdir -p "$folder"
if [ "$sanitizer" = thread ]; then
    clang -c -O2 -Wall -Werror -o "$folder/tsan-mutex.o" scripts/tsan-mutex.c
    options+=(-Xlinker "$folder/tsan-mutex.o")
fi
swift build --build-tests "${options[@]}"
rm -rf "$reports"
mkdir -p "$reports"

# Reports go to files, report.PID: what a gateway says on standard error is what the tests read, and most of them are
# killed at the end of their test, so that an exit code alone would be lost. All is reported, not only the first.
common="log_path=$reports/report:exitcode=66"
export ASAN_OPTIONS="$common:detect_leaks=0"
export TSAN_OPTIONS="$common:halt_on_error=0:history_size=4:suppressions=$PWD/scripts/tsan-suppressions.txt"
# Swift's own backtraces take half a minute each, and the sanitizers print theirs.
export SWIFT_BACKTRACE=enable=no

status=0
TEST_LOG=$folder/test.log scripts/test.sh swift test --experimental-maximum-parallelization-width 8 --skip-build --disable-xctest \
    "${options[@]}" "$@" || status=$?

found=("$reports"/report.*)
if [ -e "${found[0]}" ]; then
    cat "${found[@]}" >"$folder/reports.log"
    echo "The sanitizer reports (all of it: ${folder#"$PWD"/}/reports.log):" >&2
    grep -h '^SUMMARY: ' "$folder/reports.log" | sort | uniq -c | sort -rn | head -40 >&2
    exit 1
fi
exit "$status"
