# SPDX-License-Identifier: Apache-2.0
"""Three functions: one that everybody may call, one that is guarded, and its guard."""

import os
import re

import jwt

# The tenant's public keys. They are downloaded when a token comes, and again when one names a key that is not known: tenants
# change them.
keys = jwt.PyJWKClient(os.environ["JWKS_URI"], timeout=5)


def verify(token):
    """Verifies a token: its claims, or None when it is not to be trusted.

    An exception is for what says nothing about the token: keys that cannot be had.
    """
    try:
        key = keys.get_signing_key_from_jwt(token)
        # The algorithm is ours to choose. A token that names another one, or none, may be a trick (RFC 8725 §3.1).
        return jwt.decode(
            token,
            key,
            algorithms=["RS256"],
            issuer=os.environ["TOKEN_ISSUER"],
            audience=os.environ["AUDIENCE"],
            options={"require": ["iss", "aud", "sub", "exp"]},
        )
    except jwt.PyJWKClientConnectionError:
        raise
    except (jwt.InvalidTokenError, jwt.PyJWKClientError):
        return None


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
