#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs the tests. Shows what failed, how it ended, and how many tests were skipped because a tool is missing; the whole
# output is in .build/test.log, or where TEST_LOG says. In CI a missing tool is a failure of the test that needs it.
#
# usage: scripts/test.sh COMMAND ...
set -uo pipefail

log=${TEST_LOG:-.build/test.log}
# A test's name may have several lines: a line without a mark belongs to the one before it.
"$@" 2>&1 | tee "$log" | awk '
    /^(◇|✔|━) (Test run|.*with [0-9]+ tests? in)/ { shown = 1; print; fflush(); next }
    /^(◇|✔|➜) / { shown = 0; next }
    /^✘ / { shown = 1 }
    shown || NR == 1 { print; fflush() }
    BEGIN { shown = 1 }
'
status=${PIPESTATUS[0]}

skipped=$(grep -c '^➜ Test .* skipped' "$log" || true)
if [ "$skipped" -gt 0 ]; then
    echo "$skipped skipped:"
    grep '^➜ Test .* skipped' "$log"
fi
exit "$status"
