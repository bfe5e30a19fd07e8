#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes the Python environment with which the tests compare our tokens, log in, invoke functions, and hold routes.yml
# against its JSON Schema: PyJWT, jsonschema, and clients of Auth0, of OAuth and of AWS as people use them, in a folder of
# its own.
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
    "jsonschema==4.26.0"
    "ruamel.yaml==0.19.1"
    "boto3==1.44.5"
    "awscli==1.46.3"
)
made="${wanted[*]} auth0-spa-js"
if [ "$(cat "$folder/made-of" 2>/dev/null || true)" = "$made" ]; then
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

# Auth0's own library for pages, as it is: a package of PyPI has it, readable, in a source map. npm is not needed for it.
"$folder/bin/pip" download --quiet --disable-pip-version-check --no-deps --dest "$folder/wheels" streamlit-auth0==1.0.5 ||
    give_up "streamlit-auth0, which holds auth0-spa-js, cannot be had."
"$folder/bin/python" - "$folder" <<'PYTHON'
import json, pathlib, sys, zipfile

folder = pathlib.Path(sys.argv[1])
with zipfile.ZipFile(next((folder / "wheels").glob("streamlit_auth0-*.whl"))) as wheel:
    for name in wheel.namelist():
        if not name.endswith(".js.map"):
            continue
        sources = json.loads(wheel.read(name))
        for path, text in zip(sources["sources"], sources.get("sourcesContent") or []):
            if path.endswith("@auth0/auth0-spa-js/dist/auth0-spa-js.production.esm.js"):
                (folder / "auth0-spa-js.mjs").write_text(text)
                sys.exit(0)
sys.exit("streamlit-auth0 holds no auth0-spa-js")
PYTHON
echo "$made" >"$folder/made-of"
