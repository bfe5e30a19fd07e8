#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Opens many connections to the gateway, each answered once and then idle, and says what they cost in resident memory."""

import argparse, os, resource, shutil, signal, socket, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(HERE)

REQUEST = b"GET /dev/public HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Gateway:
    """The binary, serving the demo on free ports, for as long as a `with` block lasts."""

    def __init__(self, binary):
        self.binary = binary

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        shutil.copy(os.path.join(TOP, "routes.yml"), self.folder.name)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        log = open(os.path.join(self.folder.name, "output.log"), "wb")
        command = [self.binary, "serve", "--port", str(self.port), "--issuer-port", "0", "--no-watch", "--no-demo"]
        self.process = subprocess.Popen(command, cwd=self.folder.name, stdout=log, stderr=log)
        end = time.monotonic() + 20
        while True:
            try:
                self.connect().close()
                return self
            except ConnectionRefusedError:
                if time.monotonic() > end or self.process.poll() is not None:
                    sys.exit(f"{self.binary} does not start")
                time.sleep(0.01)

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.folder.cleanup()

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), 30)

    def status(self, name):
        """A number of /proc/PID/status, in MiB."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith(name + ":")) / 1024


def ask(client):
    client.sendall(REQUEST)
    answer = b""
    while b"\r\n\r\n" not in answer or not answer.endswith(b"}"):
        more = client.recv(4096)
        if not more:
            sys.exit(f"the connection ended after {answer!r}")
        answer += more
    if not answer.startswith(b"HTTP/1.1 200"):
        sys.exit(f"{answer!r}")


def room_for(count):
    """Each connection is a descriptor here, and one there, which inherits the limit."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < count + 100:
        sys.exit(f"{count} connections do not fit into a hard limit of {hard} descriptors (ulimit -Hn)")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--connections", type=int, default=10_000)
    parser.add_argument("--binary", default=os.path.join(TOP, ".build/release/gateway"))
    options = parser.parse_args()
    room_for(options.connections)
    with Gateway(options.binary) as gateway:
        with gateway.connect() as client:
            ask(client)
        before = gateway.status("VmRSS")
        clients = []
        for _ in range(options.connections):
            client = gateway.connect()
            ask(client)
            clients.append(client)
        # The others are all there and idle; this one has its answer as ever.
        with gateway.connect() as client:
            ask(client)
        after, highest = gateway.status("VmRSS"), gateway.status("VmHWM")
        each = (after - before) * 1024 * 1024 / options.connections
        print(f"{options.connections} idle connections: {after:.1f} MiB resident (before: {before:.1f}, highest: {highest:.1f})")
        print(f"each: {each:.0f} bytes")
        for client in clients:
            client.close()


if __name__ == "__main__":
    main()
