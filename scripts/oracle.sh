#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes the Python environment with which the tests compare our tokens and log in: PyJWT, and clients of Auth0 and of
# OAuth as people use them, in a folder of its own.
#
# usage: scripts/oracle.sh FOLDER
set -euo pipefail

folder=$1
wanted=(
    "pyjwt[crypto]==2.15.1"
    "authlib==1.9.9"
    "auth0-python==6.8.0"
    "auth0-api-python==1.0.0b10"
    "flask==3.1.3"
    "joserfc==1.8.0"
    "requests==2.34.2"
    "requests-oauthlib==2.0.0"
)
if [ "$(cat "$folder/made-of" 2>/dev/null || true)" = "${wanted[*]}" ]; then
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
"$folder/bin/pip" install --quiet --disable-pip-version-check "${wanted[@]}" ||
    give_up "These cannot be installed: ${wanted[*]}"
echo "${wanted[*]}" >"$folder/made-of"
