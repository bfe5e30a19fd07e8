# SPDX-License-Identifier: Apache-2.0
"""Makes the seeds that need keys: a tenant's JWKS, and tokens that it signed.

    .build/oracle/bin/python Fuzz/seeds.py

The keys are made for these seeds, guard nothing, and are forgotten at once: whoever wants another token runs this again
and has all of them anew.
"""

import base64
import json
import pathlib
import ssl

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

CORPUS = pathlib.Path(__file__).parent / "Corpus"
NOW = 1_795_356_131  # 2026-11-22T14:02:11Z, the clock of Fuzz/Tokens/Tenant.swift

CLAIMS = {
    "iss": "https://tenant.example/",
    "sub": "auth0|0123456789abcdef01234567",
    "aud": "https://api.example/",
    "iat": NOW,
    "exp": NOW + 60,
    "scope": "openid read:messages",
}


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def write(name, text):
    path = CORPUS / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def client_hello(**versions):
    """What a client of TLS says first."""
    context = ssl.create_default_context()
    for name, version in versions.items():
        setattr(context, name, version)
    outgoing = ssl.MemoryBIO()
    session = context.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname="localhost")
    try:
        session.do_handshake()
    except ssl.SSLWantReadError:
        return outgoing.read()


def first_bytes():
    folder = CORPUS / "Sniffing"
    folder.mkdir(parents=True, exist_ok=True)
    hello = client_hello()
    for name, data in {
        "tls13": client_hello(minimum_version=ssl.TLSVersion.TLSv1_3),
        "tls12": client_hello(maximum_version=ssl.TLSVersion.TLSv1_2),
        "any": hello,
        "cut": hello[: len(hello) // 2],
        "twice": hello + hello,
        "bad-length": hello[:3] + b"\xff\xff" + hello[5:],
        "bad-version": hello[:1] + b"\x07\x07" + hello[3:],
        "then-data": hello + b"\x17\x03\x03\x00\x02hi",
        "then-alert": hello + b"\x15\x03\x03\x00\x02\x02\x28",
        "rubbish": b"\x16\x03\x01\x00\x05hello",
        "one-byte": b"\x16",
        "http": b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "http2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "ssl2": b"\x80\x2e\x01\x00\x02",
        "nul": b"\0",
    }.items():
        (folder / f"{name}.bin").write_bytes(data)


def main():
    first_bytes()
    rsa_key = rsa.generate_private_key(65537, 2048)
    p256 = ec.generate_private_key(ec.SECP256R1())
    p384 = ec.generate_private_key(ec.SECP384R1())
    signers = {
        "RS256": rsa_key, "RS384": rsa_key, "RS512": rsa_key, "PS256": rsa_key, "ES256": p256, "ES384": p384,
    }
    keys = []
    for algorithm, key in signers.items():
        public = (RSAAlgorithm if key is rsa_key else ECAlgorithm).to_jwk(key.public_key(), as_dict=True)
        public.pop("key_ops", None)
        keys.append(public | {"kid": algorithm.lower(), "use": "sig", "alg": algorithm})
    write("JWKS/tenant.json", json.dumps({"keys": keys}))

    def token(claims=CLAIMS, algorithm="RS256", kid=None, **header):
        header = {"kid": kid or algorithm.lower()} | header
        return jwt.encode(claims, signers[algorithm], algorithm, headers=header)

    for algorithm in signers:
        write(f"Tokens/good-{algorithm.lower()}.jwt", token(algorithm=algorithm))

    # Near misses: each is wrong in one thing.
    good = token(algorithm="ES256")
    write("Tokens/expired.jwt", token(CLAIMS | {"exp": NOW}, "ES256"))
    write("Tokens/not-yet.jwt", token(CLAIMS | {"nbf": NOW + 1}, "ES256"))
    write("Tokens/audience.jwt", token(CLAIMS | {"aud": ["https://api.example"]}, "ES256"))
    write("Tokens/issuer.jwt", token(CLAIMS | {"iss": "https://tenant.example"}, "ES256"))
    write("Tokens/another-key.jwt", token(algorithm="ES256", kid="rs256"))
    write("Tokens/unknown-key.jwt", token(algorithm="ES256", kid="stranger"))
    write("Tokens/type.jwt", token(algorithm="ES256", typ="logout+jwt"))
    write("Tokens/crit.jwt", token(algorithm="ES256", crit=["exp"], exp=NOW))
    write("Tokens/none.jwt", jwt.encode(CLAIMS, None, "none", headers={"kid": "es256"}))
    public = json.dumps(keys[0]).encode()
    write("Tokens/hs256-with-the-public-key.jwt", jwt.encode(CLAIMS, public, "HS256", headers={"kid": "rs256"}))
    write("Tokens/two-parts.jwt", good.rpartition(".")[0])
    write("Tokens/unsigned.jwt", good.rpartition(".")[0] + ".")
    write("Tokens/padded.jwt", good + "=")
    write("Tokens/zero-signature.jwt", good.rpartition(".")[0] + "." + encoded(bytes(64)))
    write("Tokens/jwe.jwt", "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA")

    # A header and a payload in clear, a line each: the target signs them itself.
    def clear(name, claims=CLAIMS, **header):
        header = {"alg": "ES256", "typ": "at+jwt", "kid": "own"} | header
        write(f"Tokens/clear-{name}.txt", json.dumps(header) + "\n" + json.dumps(claims))

    clear("good")
    clear("audiences", CLAIMS | {"aud": ["https://other.example/", CLAIMS["aud"]]})
    clear("fraction", CLAIMS | {"exp": NOW + 0.5, "nbf": NOW - 0.25})
    clear("exponent", CLAIMS | {"exp": 1e10, "nbf": 1e-3})
    clear("exp-text", CLAIMS | {"exp": str(NOW + 60)})
    clear("sub-empty", CLAIMS | {"sub": ""})
    clear("crit", crit=["b64"], b64=False)
    clear("typ", typ="application/JWT")
    clear("list", [CLAIMS])


main()
