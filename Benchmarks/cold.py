# SPDX-License-Identifier: Apache-2.0
"""A function whose process does not run yet: from the request to the answer, beside Node and the function's imports."""

import os, time

import functions
from functions import ENVIRONMENT, SOURCES, tool
from servers import Target

# What is saved, so that the answer tells who gave it.
SAVED = """
const before = exports.hello;
exports.hello = async (event) => ({ ...(await before(event)), headers: { saved: "yes" } });
"""
PROGRAM = "require({})".format(repr(os.path.join(SOURCES, "imports.js")))


def milliseconds(action):
    began = time.monotonic()
    action()
    return (time.monotonic() - began) * 1000


def run_node(node):
    """From exec to the end of its process; not by subprocess, which takes its own time.

    In a session of its own, as functions are: the kernel shares processors among sessions (sched(7), autogroup).
    """
    pid = os.posix_spawn(node, [node, "-e", PROGRAM], ENVIRONMENT, setsid=True)
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
            handler.write(SAVED)
        saved = milliseconds(lambda: server.ask(client))
        if b"saved: yes" not in server.ask(client):
            server.fail("the old code answers after the new one was saved")
    return {"first call": first, "saved": saved, "node and imports": milliseconds(lambda: run_node(node))}
