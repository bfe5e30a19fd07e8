# SPDX-License-Identifier: Apache-2.0
"""MiniStack as a peer: the same Python functions, and the same authorizer, deployed to it by boto3."""

import os, subprocess, sys

from servers import HERE, Server, Target, free_port

TOP = os.path.dirname(HERE)
VENV = os.path.join(TOP, ".build/ministack")
PACKAGES = ["ministack==1.5.33", "boto3==1.43.106"]


def install():
    """Takes half a minute the first time."""
    python = os.path.join(VENV, "bin/python")
    stamp = os.path.join(VENV, "packages")
    if not os.path.exists(stamp) or open(stamp).read().split() != PACKAGES:
        print("installing MiniStack (--without ministack leaves it out)", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True, timeout=600)
        with open(stamp, "w") as file:
            file.write("\n".join(PACKAGES))
    return python


def environment(folder, port):
    return os.environ | {
        "GATEWAY_PORT": str(port),
        # It listens on every interface unless it is told otherwise.
        "BIND_HOST": "127.0.0.1",
        # Its own processes, kept warm: the default, and what needs no Docker.
        "LAMBDA_EXECUTOR": "local",
        # It removes the containers that it finds when it starts. There are none at a socket that does not exist.
        "DOCKER_HOST": f"unix://{folder}/none",
        "TMPDIR": folder,
    }


def ministack(python, runtime, path, token=None):
    def start(folder):
        port = free_port()
        health = Target("/_ministack/health")
        server = Server("MiniStack", [python, "-m", "ministack"], port, health, folder, environment(folder, port))
        try:
            deploy = [python, os.path.join(HERE, "ministack_deploy.py"), str(port), runtime]
            api = subprocess.run(deploy, capture_output=True, text=True, timeout=60)
            if api.returncode != 0:
                server.fail(f"cannot be set up: {api.stderr}")
        except BaseException:
            server.__exit__()
            raise
        server.target = Target(f"/restapis/{api.stdout.strip()}/dev/_user_request_{path}", token)
        return server

    return start
