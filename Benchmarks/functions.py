# SPDX-License-Identifier: Apache-2.0
"""Rows of functions: the same code behind the gateway, by a bare HTTP server of its language, and in MiniStack."""

import functools, os, shutil, subprocess, sys
from dataclasses import dataclass
from typing import Callable

import ministack, peers
from servers import HERE, Server, Target, free_port

SOURCES = os.path.join(HERE, "hello")
CONNECTIONS = 16
ROUTES = """
api: rest
stage: dev
functions:
  hello: {{ runtime: {runtime}, handler: handler.hello }}
public:
  - GET /hello: function:hello
  - GET /ready: builtin:public
"""
GUARDED = """
api: rest
stage: dev
functions:
  hello: {{ runtime: {runtime}, handler: handler.hello }}
  authorize: {{ runtime: {runtime}, handler: handler.authorize }}
authorizers:
  authorize: {{ handler: function:authorize, resultTtlInSeconds: 0 }}
private:
  - GET /guarded: function:hello
"""
# What an authorizer of API Gateway may come to, by the token that has ours come to it.
DECISIONS = {"Allow": "Bearer allow", "Deny": "deny", "Unauthorized": "nobody", "throws": "broken", "no token": None}
NODE = "nodejs22.x"
# The one that runs this, for both sides.
PYTHON = "python{}.{}".format(*sys.version_info)
# What functions get of ours, for the peers, too: a NODE_EXTRA_CA_CERTS alone doubles the time that Node takes to start.
ENVIRONMENT = {name: os.environ[name] for name in ["HOME", "LANG", "TZ"] if name in os.environ}
ENVIRONMENT["PATH"] = os.path.dirname(sys.executable) + ":" + os.environ["PATH"]


@dataclass
class Row:
    """How it is served, and the row that it is compared with."""

    start: Callable[[str], Server]
    peer: str | None = None


def tool(name, how):
    return shutil.which(name) or sys.exit(f"{name} is missing: {how}, or --without functions")


def gateway(binary, routes, files, target=Target("/dev/hello")):
    """Files of functions are watched, as they are by default."""

    def start(folder):
        for file in files:
            shutil.copy(file, folder)
        with open(os.path.join(folder, "routes.yml"), "w") as written:
            written.write(routes)
        port = free_port()
        command = [binary, "serve", "--port", str(port), "--issuer-port", "0", "--lambda-port", "0", "--no-demo"]
        return Server("gateway", command, port, target, folder, ENVIRONMENT)

    return start


def bare(name, *command):
    def start(folder):
        port = free_port()
        return Server(name, [*command, str(port)], port, Target("/hello"), folder, ENVIRONMENT)

    return start


def build_bootstrap(work):
    """Of a `provided` runtime a function is an executable of that name."""
    binary = os.path.join(work, "bootstrap")
    command = ["swiftc", "-O", "-swift-version", "6", "-parse-as-library", "-o", binary]
    subprocess.run(command + sources("hello.swift", "bootstrap.swift"), check=True)
    return binary


def sources(*names):
    return [os.path.join(SOURCES, name) for name in names]


def node(binary, target=Target("/dev/hello")):
    return gateway(binary, ROUTES.format(runtime=NODE), sources("handler.js", "imports.js"), target)


def provided(binary, work):
    """Built when it is wanted first."""
    bootstrap = functools.cache(lambda: build_bootstrap(work))
    return lambda folder: gateway(binary, ROUTES.format(runtime="provided.al2023"), [bootstrap()])(folder)


def rows(binary, work, tenant, without):
    if "functions" in without:
        return {}
    found = {}
    found["Node function"] = Row(node(binary), "Node http")
    found["Node http"] = Row(bare("bare Node", tool("node", "apt-get install nodejs"), *sources("bare.js")))
    found["Python function"] = Row(gateway(binary, ROUTES.format(runtime=PYTHON), sources("handler.py")), "Python http.server")
    found["Python http.server"] = Row(bare("bare Python", sys.executable, "-B", *sources("bare.py")))
    found["Swift function"] = Row(provided(binary, work), "Swift hummingbird")
    if "hummingbird" not in without:
        found["Swift hummingbird"] = Row(peers.hummingbird(peers.build_hummingbird(), tenant, Target("/hello")))
    guarded = Target("/dev/guarded", "allow")
    found["Python private"] = Row(gateway(binary, GUARDED.format(runtime=PYTHON), sources("handler.py"), guarded))
    if "ministack" not in without:
        python = ministack.install()
        found["MiniStack function"] = Row(ministack.ministack(python, PYTHON, "/hello"), "Python function")
        found["MiniStack private"] = Row(ministack.ministack(python, PYTHON, "/guarded", "allow"), "Python private")
    return found


def warm_up(server, connections):
    """Until two further seconds of load start no further process: instances come as calls overlap."""
    for _ in range(10):
        before = len(server.processes())
        # Here, and only here, an answer may be late: MiniStack starts dozens of processes at once.
        server.wrk(2, connections)
        if len(server.processes()) == before:
            return


def measure(row, folder, seconds):
    with row.start(folder) as server:
        measured = {"idle": server.resident()}
        warm_up(server, CONNECTIONS)
        measured |= server.load(seconds, CONNECTIONS)
        measured["processes"] = len(server.processes())
        measured["loaded"] = server.resident()
        measured["alone"] = server.load(seconds, 1)["p50"]
        if server.target.token:
            measured |= {f"status {decision}": status(server, token) for decision, token in DECISIONS.items()}
    return measured


def status(server, token):
    with server.connect() as client:
        fields = f"Authorization: {token}\r\n" if token else ""
        client.sendall(f"GET {server.target.path} HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n".encode())
        return int(client.recv(4096).split(b" ")[1])
