# SPDX-License-Identifier: Apache-2.0
"""A web application with Authlib and Flask, as Auth0's quickstart for Python has it.

    with_authlib.py ISSUER AUDIENCE
"""

import json
import sys

import browser
import flask
from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth

issuer, audience = sys.argv[1:]
CALLBACK = "http://localhost/callback"

app = flask.Flask(__name__)
app.secret_key = "of this test"
oauth = OAuth(app)
oauth.register(
    "auth0",
    client_id="local-client",
    client_secret="local-secret",
    client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256"},
    authorize_params={"audience": audience},
    server_metadata_url=f"{issuer}.well-known/openid-configuration",
)


@app.get("/login")
def login():
    return oauth.auth0.authorize_redirect(redirect_uri=CALLBACK)


@app.get("/callback")
def callback():
    try:
        token = oauth.auth0.authorize_access_token()
    except OAuthError as error:
        return {"error": error.error, "description": error.description}
    # Authlib has verified the ID token by now, with its nonce, and put its claims here.
    return {"token": token, "claims": token["userinfo"], "userinfo": oauth.auth0.userinfo(token=token)}


with app.test_client() as page:
    address = page.get("/login").headers["Location"]
    sent = browser.parameters(address)
    seen = page.get(browser.log_in(address, CALLBACK)).get_json()

with app.test_client() as page:
    # What the issuer answers to a wrong request comes back to the callback as an error of Authlib's.
    address = page.get("/login").headers["Location"]
    refused = page.get(browser.log_in(address.replace("audience=", "audience=no-"), CALLBACK)).get_json()

with app.test_client() as page:
    # Somebody else's code, or none: /oauth/token refuses, and Authlib raises what it says.
    state = browser.parameters(page.get("/login").headers["Location"])["state"]
    forged = page.get("/callback", query_string={"code": "made-up", "state": state}).get_json()

print(json.dumps({"sent": sent, **seen, "refused": refused, "forged": forged}))
