# SPDX-License-Identifier: Apache-2.0
"""Rows of functions: the same code behind the gateway, and called by a bare HTTP server of its language."""

import os, shutil, sys
from dataclasses import dataclass
from typing import Callable

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
NODE = "nodejs22.x"
# The one that runs this, for both sides.
PYTHON = "python{}.{}".format(*sys.version_info)
ENVIRONMENT = os.environ | {"PATH": os.path.dirname(sys.executable) + ":" + os.environ["PATH"]}


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
        return Server(name, [*command, str(port)], port, Target("/hello"), folder)

    return start


def sources(*names):
    return [os.path.join(SOURCES, name) for name in names]


def node(binary):
    return gateway(binary, ROUTES.format(runtime=NODE), sources("handler.js", "imports.js"))


def rows(binary, work, without):
    if "functions" in without:
        return {}
    found = {}
    found["Node function"] = Row(node(binary), "Node http")
    found["Node http"] = Row(bare("bare Node", tool("node", "apt-get install nodejs"), *sources("bare.js")))
    found["Python function"] = Row(gateway(binary, ROUTES.format(runtime=PYTHON), sources("handler.py")), "Python http.server")
    found["Python http.server"] = Row(bare("bare Python", sys.executable, *sources("bare.py")))
    return found


def warm_up(server, connections):
    """Until a further second of load starts no further process: instances come as calls overlap."""
    for _ in range(10):
        before = len(server.processes())
        server.load(1, connections)
        if len(server.processes()) == before:
            return


def measure(start, folder, seconds):
    with start(folder) as server:
        measured = {"idle": server.resident()}
        warm_up(server, CONNECTIONS)
        # One connection first would leave the instances of the others idle, which end then.
        measured |= server.load(seconds, CONNECTIONS)
        measured["processes"] = len(server.processes())
        measured["loaded"] = server.resident()
        measured["alone"] = server.load(seconds, 1)["p50"]
    return measured
