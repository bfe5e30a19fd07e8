# SPDX-License-Identifier: Apache-2.0
"""An opinion from outside on tokens: PyJWT and cryptography.

    oracle.py verify JWKS_URL ISSUER AUDIENCE     reads a token, prints its claims as JSON or fails
    oracle.py tenant FOLDER                       plays a real tenant: writes ca.pem, jwks.json and tokens.json into the
                                                  folder, serves jwks.json over HTTPS, and prints the port
"""

import datetime
import http.server
import ipaddress
import json
import os
import ssl
import sys
import time

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

AUDIENCE = "https://api.example.test/"


def verify(jwks_url, issuer, audience):
    token = sys.stdin.read().strip()
    key = jwt.PyJWKClient(jwks_url).get_signing_key_from_jwt(token)
    options = {"require": ["iss", "sub", "aud", "iat", "exp"]}
    claims = jwt.decode(token, key, algorithms=["RS256"], issuer=issuer, audience=audience, options=options)
    print(json.dumps(claims))


def certificate(folder):
    """A CA and a certificate of it for localhost."""
    now = datetime.datetime.now(datetime.timezone.utc)
    day = datetime.timedelta(days=1)

    def build(subject, key, issuer, issuer_key, ca):
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, subject)]))
            .issuer_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, issuer)]))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - day)
            .not_valid_after(now + day)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        )
        if not ca:
            names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(issuer_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    ca_key = ec.generate_private_key(ec.SECP256R1())
    key = ec.generate_private_key(ec.SECP256R1())
    with open(os.path.join(folder, "ca.pem"), "wb") as file:
        file.write(build("a test CA", ca_key, "a test CA", ca_key, True))
    pem = os.path.join(folder, "server.pem")
    with open(pem, "wb") as file:
        file.write(build("localhost", key, "a test CA", ca_key, False))
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
    return pem


def tenant(folder):
    rsa_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    other_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    p256 = ec.generate_private_key(ec.SECP256R1())
    p384 = ec.generate_private_key(ec.SECP384R1())

    def public(key, kid, alg):
        algorithm = RSAAlgorithm if alg[0] in "RP" else ECAlgorithm
        jwk = json.loads(algorithm.to_jwk(key.public_key()))
        return {**jwk, "kid": kid, "alg": alg, "use": "sig"}

    algorithms = {"RS256": rsa_key, "RS384": rsa_key, "RS512": rsa_key, "PS256": rsa_key, "ES256": p256, "ES384": p384}
    jwks = {"keys": [{"kty": "RSA", "kid": "broken", "n": "!", "e": "AQAB"}]}
    jwks["keys"] += [public(key, "key-" + alg, alg) for alg, key in algorithms.items()]

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler(json.dumps(jwks).encode()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(folder))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    port = server.server_address[1]
    issuer = f"https://localhost:{port}/"

    now = int(time.time())
    claims = {"iss": issuer, "sub": "auth0|mary", "aud": AUDIENCE, "iat": now, "exp": now + 3600, "scope": "read:messages"}

    def signed(key=rsa_key, alg="RS256", kid="key-RS256", **changes):
        payload = {name: value for name, value in {**claims, **changes}.items() if value is not None}
        return jwt.encode(payload, key, algorithm=alg, headers={"kid": kid} if kid else {})

    pem = rsa_key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    good = {alg: signed(key, alg, "key-" + alg) for alg, key in algorithms.items()}
    good["aud list"] = signed(aud=[AUDIENCE, issuer + "userinfo"])
    bad = {
        "expired": signed(exp=now - 180),
        "no exp": signed(exp=None),
        "not yet valid": signed(nbf=now + 600),
        "other audience": signed(aud="https://other.example.test/"),
        "other issuer": signed(iss="https://elsewhere.example.test/"),
        "issuer without slash": signed(iss=issuer[:-1]),
        "other key": signed(other_key),
        "unknown kid": signed(kid="nobody"),
        "no kid": signed(kid=None),
        "key of another algorithm": signed(kid="key-RS384"),
        "broken key": signed(kid="broken"),
        "none": jwt.encode(claims, None, algorithm="none", headers={"kid": "key-RS256"}),
        "HS256 with a secret": jwt.encode(claims, "x" * 32, algorithm="HS256", headers={"kid": "key-RS256"}),
    }
    # PyJWT itself refuses to sign with a public key, so the confusion is put together by hand.
    import base64
    import hashlib
    import hmac

    def part(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")

    signing_input = part(b'{"alg":"HS256","typ":"JWT","kid":"key-RS256"}') + b"." + part(json.dumps(claims).encode())
    mac = hmac.new(pem, signing_input, hashlib.sha256).digest()
    bad["HS256 with the public key"] = (signing_input + b"." + part(mac)).decode()

    for name, value in {"jwks.json": jwks, "tokens.json": {"good": good, "bad": bad}}.items():
        with open(os.path.join(folder, name), "w") as file:
            json.dump(value, file)
    print(port, flush=True)
    server.serve_forever()


def handler(body):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            found = self.path == "/.well-known/jwks.json"
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body) if found else 0))
            self.end_headers()
            if found:
                self.wfile.write(body)

        def log_message(self, *_):
            pass

    return Handler


if __name__ == "__main__":
    {"verify": verify, "tenant": tenant}[sys.argv[1]](*sys.argv[2:])
