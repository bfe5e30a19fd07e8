#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs the tests, and says at the end how many were skipped because a tool is missing. In CI a missing tool is a failure
# of the test that needs it.
#
# usage: scripts/test.sh COMMAND ...
set -uo pipefail

log=$(mktemp)
trap 'rm -f "$log"' EXIT
"$@" 2>&1 | tee "$log" | grep --line-buffered -v -E '^(◇|✔) (Test|Suite)( case)? .*(started|passed)' | grep --line-buffered -v 'passing .* argument'
status=${PIPESTATUS[0]}

skipped=$(grep -c '^➜ Test .* skipped' "$log" || true)
if [ "$skipped" -gt 0 ]; then
    echo "$skipped skipped:"
    grep '^➜ Test .* skipped' "$log"
fi
exit "$status"
