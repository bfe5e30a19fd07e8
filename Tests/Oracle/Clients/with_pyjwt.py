# SPDX-License-Identifier: Apache-2.0
"""An API that checks a token from standard input, as the documentation of PyJWT and of joserfc shows it.

    with_pyjwt.py ISSUER AUDIENCE
"""

import json
import sys
import urllib.request

import jwt
from joserfc import jwt as joserfc_jwt
from joserfc.jwk import KeySet

issuer, audience = sys.argv[1:]
token = sys.stdin.read().strip()
address = f"{issuer}.well-known/jwks.json"

key = jwt.PyJWKClient(address).get_signing_key_from_jwt(token)
options = {"require": ["iss", "sub", "aud", "iat", "exp"], "strict_aud": True}
claims = jwt.decode(token, key, algorithms=["RS256"], issuer=issuer, audience=audience, options=options)

with urllib.request.urlopen(address, timeout=20) as answer:
    published = json.load(answer)
decoded = joserfc_jwt.decode(token, KeySet.import_key_set(published), algorithms=["RS256"])
requirements = {name: {"essential": True, "value": value} for name, value in {"iss": issuer, "aud": audience}.items()}
joserfc_jwt.JWTClaimsRegistry(**requirements, exp={"essential": True}).validate(decoded.claims)
assert decoded.claims == claims, decoded.claims
print(json.dumps({"header": decoded.header, "claims": claims}))
