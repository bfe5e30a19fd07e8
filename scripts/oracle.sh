#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes the Python environment with which the tests compare our tokens: PyJWT, in a folder of its own.
#
# usage: scripts/oracle.sh FOLDER
set -euo pipefail

folder=$1
wanted="pyjwt[crypto]==2.10.1"
if [ "$(cat "$folder/made-of" 2>/dev/null || true)" = "$wanted" ]; then
    exit 0
fi

give_up() {
    echo "$1" >&2
    if [ "${CI:-}" = true ]; then exit 1; fi
    echo "The tests that need it will be skipped." >&2
    exit 0
}

rm -rf "$folder"
mkdir -p "$(dirname "$folder")"
python3 -m venv "$folder" || give_up "python3 -m venv does not work here."
"$folder/bin/pip" install --quiet --disable-pip-version-check "$wanted" || give_up "$wanted cannot be installed."
echo "$wanted" >"$folder/made-of"
