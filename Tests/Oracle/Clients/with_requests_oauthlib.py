# SPDX-License-Identifier: Apache-2.0
"""A service and a page without a server, with requests-oauthlib.

    with_requests_oauthlib.py ISSUER AUDIENCE
"""

import json
import sys

import browser
from oauthlib.oauth2 import BackendApplicationClient, MobileApplicationClient, OAuth2Error
from requests_oauthlib import OAuth2Session

issuer, audience = sys.argv[1:]
CALLBACK = "https://localhost:4000/callback"


def backend(secret="local-secret", in_body=False, **options):
    session = OAuth2Session(client=BackendApplicationClient(client_id="local-client"))
    return session.fetch_token(
        f"{issuer}oauth/token",
        client_id="local-client",
        client_secret=secret,
        include_client_id=in_body,
        **{"audience": audience} | options,
    )


def page(response_type_scope=("openid", "profile"), **options):
    client = MobileApplicationClient(client_id="local-spa")
    session = OAuth2Session(client=client, scope=list(response_type_scope), redirect_uri=CALLBACK)
    # RFC 6749 §4.2: a token in the fragment; the client checks the state, and whether the scope has changed.
    address, state = session.authorization_url(f"{issuer}authorize", **{"audience": audience} | options)
    returned = browser.log_in(address, CALLBACK)
    assert "?" not in returned, returned
    return dict(session.token_from_fragment(returned))


def failure(call, **options):
    try:
        return {"unexpected": call(**options)}
    except OAuth2Error as error:
        return {"kind": type(error).__name__, "error": error.error, "description": error.description}


seen = {
    "basic": dict(backend()),
    "body": dict(backend(in_body=True)),
    "implicit": page(),
    "failures": {
        "secret": failure(backend, secret="wrong"),
        "audience": failure(backend, audience="https://nowhere.example.test/"),
        "implicit audience": failure(page, audience="https://nowhere.example.test/"),
    },
}
print(json.dumps(seen))
