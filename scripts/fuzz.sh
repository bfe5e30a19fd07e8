#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the fuzz targets and runs each for a while, as many at once as there are processors. A finding is kept, and the
# exit code is 1 then.
#
# usage: scripts/fuzz.sh [TARGET ...]     all targets without names
#   FUZZ_SECONDS   how long each runs (20)
#   FUZZ_JOBS      how many run at once
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${FUZZ_SECONDS:-20}
jobs=${FUZZ_JOBS:-$(nproc)}
folder=.build/fuzz
export GATEWAY_FUZZ=true

# What one target gives out goes to its log; libFuzzer's last words are read from there.
run_target() {
    local target=$1 log=$folder/logs/$1.log crashes=$folder/crashes/$1 status=0
    mkdir -p "$folder/logs" "$folder/corpus/$target" "$crashes"
    # What is found is kept beside the seeds, so that the next run goes on from there. A match may cost 0.1 s
    # (MatchLimits), and nothing else comes near that: what takes 5 s is a finding.
    # No search for leaks: an enum of Swift keeps its case in spare bits of a pointer, and LeakSanitizer then sees none.
    # No backtrace of Swift's: it has been seen to hang, and libFuzzer prints one.
    SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0 "$folder/release/Fuzz$target" -max_total_time="$seconds" -timeout=5 -max_len=16384 \
        -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="$crashes/" -dict="Fuzz/Dictionaries/$target.dict" \
        "$folder/corpus/$target" "Fuzz/Corpus/$target" >"$log" 2>&1 || status=$?

    local executions edges verdict=ok
    executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -1)
    edges=$(sed -nE 's/^#[0-9]+.* cov: ([0-9]+) .*/\1/p' "$log" | tail -1)
    [ "$status" = 0 ] || verdict="FAILED ($status)"
    # Blind, it would run and find nothing for ever.
    if [ "$status" = 0 ] && [ -z "$edges" ]; then status=1 verdict="FAILED (no coverage: the build is not instrumented)"; fi
    printf '%-22s %12s executions %8s edges covered  %s\n' "$target" "${executions:-?}" "${edges:-?}" "$verdict"
    [ "$status" != 0 ] || return 0

    grep -m 1 -E 'Fatal error|ERROR: |SUMMARY: ' "$log" | sed 's/^/  /' || true
    local input
    input=$(sed -n 's/.*Test unit written to //p' "$log" | tail -1)
    if [ -n "$input" ]; then
        echo "  the input:     $input"
        echo "  to reproduce:  SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0 $folder/release/Fuzz$target $input"
    fi
    echo "  the whole log: $log"
    return 1
}

if [ "${1:-}" = --run ]; then
    run_target "$2"
    exit
fi

if [ $# -gt 0 ]; then
    targets=("$@")
else
    mapfile -t targets < <(sed -nE 's/^ +fuzz\("([A-Za-z]+)".*/\1/p' Package.swift)
fi

runtime=$(swift -print-target-info | sed -nE 's/.*"runtimeResourcePath": "([^"]+)".*/\1/p')/clang/lib
if [ -z "$(find -L "$runtime" -name 'libclang_rt.fuzzer*' -print -quit 2>/dev/null)" ]; then
    echo "This Swift has no libFuzzer (no libclang_rt.fuzzer under $runtime)." >&2
    if [ "${CI:-}" = true ]; then exit 1; fi
    echo "${#targets[@]} fuzz targets skipped." >&2
    exit 0
fi

# A build of its own, optimized: it reads far more in the same time, and overflows and bad indices trap all the same. The
# two sanitizers stand in one option, because of two options the compiler takes the last one only. lld, because gold
# warns of each symbol of the sanitizer.
mkdir -p "$folder"
for target in "${targets[@]}"; do
    if ! swift build --scratch-path "$folder" -c release --product "Fuzz$target" \
        --sanitize fuzzer -Xswiftc -sanitize=fuzzer,address -Xswiftc -use-ld=lld >"$folder/build.log" 2>&1; then
        cat "$folder/build.log" >&2
        exit 1
    fi
done

status=0
printf '%s\n' "${targets[@]}" | xargs -P "$jobs" -I{} "$0" --run {} || status=1
exit "$status"
