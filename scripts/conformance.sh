#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs the cases of Tests/Conformance and prints what they come to: the tables, the cases that failed and what differed,
# and those that are not run yet and why. With --readme, the tables go into README.md.
#
# usage: scripts/conformance.sh [--readme] COMMAND ...
set -uo pipefail
cd "$(dirname "$0")/.."

readme=false
if [ "${1:-}" = --readme ]; then
    readme=true
    shift
fi
folder=.build/conformance
mkdir -p "$folder"
rm -f "$folder/tables.md" "$folder/lists.txt"
GATEWAY_CONFORMANCE="$PWD/$folder" "$@" >"$folder/test.log" 2>&1
status=$?
if [ ! -e "$folder/tables.md" ]; then
    cat "$folder/test.log"
    exit 1
fi
cat "$folder/tables.md" - "$folder/lists.txt" <<<""
if "$readme"; then
    awk -v tables="$folder/tables.md" '
        $0 == "<!-- end of conformance -->" { inside = 0 }
        !inside { print }
        $0 == "<!-- conformance -->" { inside = 1; while ((getline line < tables) > 0) print line }
    ' README.md >"$folder/README.md"
    cat "$folder/README.md" >README.md
fi
grep -A3 '^✘ Test .* recorded an issue' "$folder/test.log" || true
tail -n 1 "$folder/test.log"
exit "$status"
