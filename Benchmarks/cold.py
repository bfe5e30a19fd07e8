# SPDX-License-Identifier: Apache-2.0
"""A function whose process does not run yet: from the request to the answer, beside Node and the function's imports."""

import os, time

import functions
from functions import SOURCES, tool
from servers import Target

PROGRAM = "require({})".format(repr(os.path.join(SOURCES, "imports.js")))


def milliseconds(action):
    began = time.monotonic()
    action()
    return (time.monotonic() - began) * 1000


def run_node(node):
    """From exec to the end of its process; not by subprocess, which takes its own time."""
    pid = os.posix_spawn(node, [node, "-e", PROGRAM], os.environ)
    _, status = os.waitpid(pid, 0)
    if status != 0:
        raise SystemExit(f"node -e '{PROGRAM}' failed")


def measure(binary, folder):
    """Each once: the first call since the gateway started, the first one since its file was saved, and Node by itself."""
    node = tool("node", "apt-get install nodejs")
    with functions.node(binary, Target("/dev/ready"))(folder) as server, server.connect() as client:
        server.ask(client)
        server.target = Target("/dev/hello")
        first = milliseconds(lambda: server.ask(client))
        # So that the one before is idle, as it is when somebody edits it.
        time.sleep(0.2)
        with open(os.path.join(folder, "handler.js"), "a") as handler:
            handler.write("// saved\n")
        saved = milliseconds(lambda: server.ask(client))
    return {"first call": first, "saved": saved, "node and imports": milliseconds(lambda: run_node(node))}
