# SPDX-License-Identifier: Apache-2.0
"""Three functions: one that everybody may call, one that is guarded, and its guard.

The guard needs nothing but Python. Its standard library has no RSA, so `is_genuine` does what RFC 8017 says: to verify takes a
power and a comparison, and no secret that could leak. A project that may bring packages along takes PyJWT, as Auth0's
documentation does.
"""

import base64
import hashlib
import hmac
import json
import os
import re
import time
import urllib.request

# DigestInfo of SHA-256, in front of the hash (RFC 8017 §9.2, note 1).
SHA256_PREFIX = bytes.fromhex("3031300d060960864801650304020105000420")

# The tenant's public keys by their ids, as long as this instance lives.
keys = {}


def decode(part):
    """Decodes base64url without padding (RFC 7515 §2); ValueError for anything else."""
    if not re.fullmatch(r"[A-Za-z0-9_-]+", part):
        raise ValueError("not base64url")
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def find_key(kid):
    """Finds a key. An id that is not known may be that of a new key: tenants change them."""
    if kid not in keys:
        with urllib.request.urlopen(os.environ["JWKS_URI"], timeout=2) as answer:
            published = json.load(answer)["keys"]
        keys.clear()
        for key in published:
            if key["kty"] == "RSA" and key.get("use") != "enc":
                keys[key["kid"]] = tuple(int.from_bytes(decode(key[name]), "big") for name in ("n", "e"))
    return keys.get(kid)


def is_genuine(signed, signature, key):
    """Whether a signature is the key's (RSASSA-PKCS1-v1_5 with SHA-256, RFC 8017 §8.2.2).

    What the signature opens to is compared as a whole with what it must be. To read it instead, and to skip the padding, has let
    forged signatures through more than once.
    """
    modulus, exponent = key
    length = (modulus.bit_length() + 7) // 8
    if length < 256 or len(signature) != length or int.from_bytes(signature, "big") >= modulus:
        return False
    opened = pow(int.from_bytes(signature, "big"), exponent, modulus).to_bytes(length, "big")
    info = SHA256_PREFIX + hashlib.sha256(signed).digest()
    expected = b"\x00\x01" + b"\xff" * (length - len(info) - 3) + b"\x00" + info
    return hmac.compare_digest(opened, expected)


def are_accepted(claims):
    """Whether the claims are those of a token for this API that holds now (RFC 7519 §4.1)."""
    now = time.time()
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    expires, begins = claims.get("exp"), claims.get("nbf", 0)
    return (
        claims.get("iss") == os.environ["TOKEN_ISSUER"]
        and os.environ["AUDIENCE"] in audiences
        and isinstance(claims.get("sub"), str)
        and all(isinstance(moment, (int, float)) and not isinstance(moment, bool) for moment in (expires, begins))
        and begins <= now < expires
    )


def verify(token):
    """Verifies a token (RFC 7515 §5.2): its claims, or None when it is not to be trusted."""
    parts = token.split(".")
    try:
        header_part, claims_part, signature_part = parts
        header, claims = json.loads(decode(header_part)), json.loads(decode(claims_part))
        signature = decode(signature_part)
    except ValueError:
        return None
    if not isinstance(header, dict) or not isinstance(claims, dict):
        return None
    # The algorithm is ours to choose. A token that names another one, or none, may be a trick (RFC 8725 §3.1).
    if header.get("alg") != "RS256" or not isinstance(header.get("kid"), str) or "crit" in header:
        return None
    key = find_key(header["kid"])
    if key is None or not is_genuine(f"{header_part}.{claims_part}".encode(), signature, key):
        return None
    return claims if are_accepted(claims) else None


def policy(principal, effect, method_arn):
    """The answer of an authorizer.

    For the whole stage and not for this method alone: API Gateway keeps the answer for the token, and holds it against the
    caller's next request, which may be for another method.
    """
    api_arn, stage = method_arn.split("/")[:2]
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": f"{api_arn}/{stage}/*"}
    return {
        "principalId": principal,
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
    }


def custom_authorizer(event, context):
    match = re.fullmatch(r"Bearer ([^ ]+)", event.get("authorizationToken") or "", re.IGNORECASE)
    # "Unauthorized" is the one message of which API Gateway makes a 401. All other errors become a 500.
    if not match:
        raise Exception("Unauthorized")
    # To see the latter: an authorizer of your own has no such line.
    if match[1] == "throw":
        raise RuntimeError("the authorizer has a bug")
    claims = verify(match[1])
    if claims is None:
        raise Exception("Unauthorized")
    # Genuine, and yet not allowed: the answer is a 403.
    effect = "Deny" if claims.get("https://gateway.localhost/blocked") is True else "Allow"
    return policy(claims["sub"], effect, event["methodArn"])


def public(event, context):
    return {"message": "Welcome to our Public API!"}


def private(event, context):
    return {"message": "Only logged in users can see this", "user": event.get("principalId")}
