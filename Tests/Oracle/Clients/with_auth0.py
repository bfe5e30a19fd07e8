# SPDX-License-Identifier: Apache-2.0
"""Everything that auth0-python's authentication API can be asked for.

    with_auth0.py ISSUER AUDIENCE
"""

import base64
import hashlib
import json
import sys
import urllib.parse

import browser
from auth0.authentication import Database, GetToken, RevokeToken, Users
from auth0.authentication.token_verifier import AsymmetricSignatureVerifier, TokenVerifier
from auth0.authentication.exceptions import Auth0Error, TokenValidationError

issuer, audience = sys.argv[1:]
domain = urllib.parse.urlsplit(issuer).netloc
CALLBACK = "http://localhost:4000/callback"
CONNECTION = "Username-Password-Authentication"
SCOPE = "openid profile email offline_access"

confidential = GetToken(domain, "local-client", client_secret="local-secret")
public = GetToken(domain, "local-spa")


def failure(call, *arguments, **options):
    """What the client makes of a refusal."""
    try:
        return {"unexpected": call(*arguments, **options)}
    except Auth0Error as error:
        return {"status": error.status_code, "error": error.error_code, "message": error.message}


def code(client_id, **parameters):
    query = {"client_id": client_id, "response_type": "code", "redirect_uri": CALLBACK, "scope": SCOPE}
    query |= {"audience": audience, "state": "a/b+c=="} | parameters
    answer = browser.parameters(browser.log_in(f"{issuer}authorize?{urllib.parse.urlencode(query)}", CALLBACK))
    assert answer["state"] == "a/b+c==", answer
    return answer["code"]


def password(username="mary@example.com", secret="mary"):
    return confidential.login(
        username=username, password=secret, realm=CONNECTION, scope=SCOPE, audience=audience, grant_type=PASSWORD_REALM
    )


PASSWORD_REALM = "http://auth0.com/oauth/grant-type/password-realm"
seen = {"client_credentials": confidential.client_credentials(audience)}
seen["password_realm"] = password()
# Without audience and realm the client sends nulls and empty texts.
seen["password"] = confidential.login("mary@example.com", "mary", scope="openid", audience=audience)
first_code = code("local-client", nonce="n+/=")
seen["authorization_code"] = confidential.authorization_code(first_code, CALLBACK)

verifier = "a-verifier-of-43-characters-or-more-0123456789"
challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
pkce = {"code_challenge": challenge, "code_challenge_method": "S256"}
seen["authorization_code_pkce"] = public.authorization_code_pkce(verifier, code("local-spa", **pkce), CALLBACK)

refresh_token = seen["authorization_code"]["refresh_token"]
seen["refresh_token"] = confidential.refresh_token(refresh_token)
seen["userinfo"] = Users(domain).userinfo(seen["refresh_token"]["access_token"])

tokens = TokenVerifier(AsymmetricSignatureVerifier(f"{issuer}.well-known/jwks.json"), issuer, "local-client")
seen["id_token"] = tokens.verify(seen["authorization_code"]["id_token"], nonce="n+/=")
try:
    tokens.verify(seen["authorization_code"]["id_token"], nonce="another")
    seen["wrong_nonce"] = "accepted"
except TokenValidationError as error:
    seen["wrong_nonce"] = str(error)

revocation = RevokeToken(domain, "local-client", client_secret="local-secret")
seen["revoke"] = revocation.revoke_refresh_token(seen["refresh_token"].get("refresh_token", refresh_token))

database = Database(domain, "local-client")
newcomer = {"email": "new@example.com", "password": "a long one", "connection": CONNECTION}
seen["signup"] = database.signup(**newcomer, nickname="newcomer", user_metadata={"plan": "gold"})
seen["newcomer"] = Users(domain).userinfo(password("new@example.com", "a long one")["access_token"])
seen["change_password"] = database.change_password("new@example.com", CONNECTION)

seen["failures"] = {
    "code used again": failure(confidential.authorization_code, first_code, CALLBACK),
    "verifier": failure(public.authorization_code_pkce, "x" * 43, code("local-spa", **pkce), CALLBACK),
    "redirect_uri": failure(confidential.authorization_code, code("local-client"), CALLBACK + "/elsewhere"),
    "secret": failure(GetToken(domain, "local-client", client_secret="wrong").client_credentials, audience),
    "client": failure(GetToken(domain, "nobody", client_secret="wrong").client_credentials, audience),
    "audience": failure(confidential.client_credentials, "https://nowhere.example.test/"),
    "password": failure(password, secret="wrong"),
    "user": failure(password, username="nobody@example.com"),
    "refresh token": failure(confidential.refresh_token, refresh_token),
    "userinfo": failure(Users(domain).userinfo, "rubbish"),
    "signed up": failure(database.signup, **newcomer),
    "grant": failure(confidential.login, "mary@example.com", "mary", grant_type="urn:nothing"),
}
print(json.dumps(seen))
