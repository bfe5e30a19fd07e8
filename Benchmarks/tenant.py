# SPDX-License-Identifier: Apache-2.0
"""A tenant for all who verify tokens: its keys in a file, and tokens that it has signed (RS256, 2048 bits).

The embedded issuer makes them and is stopped then; the servers know it as a tenant elsewhere, by config.yml.
"""

import base64, json, os, subprocess, time, urllib.request

from servers import free_port


class Tenant:
    def __init__(self, binary, work, count):
        folder = os.path.join(work, "tenant")
        os.mkdir(folder)
        with open(os.path.join(folder, "routes.yml"), "w") as routes:
            routes.write("api: rest\nstage: dev\npublic:\n  - GET /public: builtin:public\n")
        command = [binary, "serve", "--port", str(free_port()), "--issuer-port", str(free_port()), "--ready-file", "ready.json"]
        with open(os.path.join(folder, "output.log"), "wb") as log:
            issuer = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            ready = self.wait_for(os.path.join(folder, "ready.json"), issuer)
            tokens = [self.sign(binary, folder, number) for number in range(count)]
            with urllib.request.urlopen(f"http://127.0.0.1:{ready['issuer']['port']}/.well-known/jwks.json", timeout=5) as answer:
                keys = answer.read()
        finally:
            issuer.terminate()
            issuer.wait(10)
        payload = tokens[0].split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        audience = claims["aud"]
        self.issuer = claims["iss"]
        self.audience = audience if isinstance(audience, str) else audience[0]
        self.token = tokens[0]
        self.keys = self.write(folder, "jwks.json", keys.decode())
        self.tokens = self.write(folder, "tokens.txt", "\n".join(tokens) + "\n")
        self.config = f"auth0Domain: localhost\naudience: {self.audience}\njwksUri: {self.keys}\ntokenIssuer: {self.issuer}\n"

    @staticmethod
    def wait_for(path, process):
        for _ in range(2000):
            if os.path.exists(path):
                with open(path) as file:
                    return json.load(file)
            if process.poll() is not None:
                break
            time.sleep(0.01)
        with open(os.path.join(os.path.dirname(path), "output.log"), errors="replace") as log:
            raise SystemExit(f"no tokens: the gateway does not start\n{log.read()}")

    @staticmethod
    def sign(binary, folder, number):
        command = [binary, "token", "--subject", f"auth0|user-{number}"]
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout.strip()

    @staticmethod
    def write(folder, name, text):
        path = os.path.join(folder, name)
        with open(path, "w") as file:
            file.write(text)
        return path
