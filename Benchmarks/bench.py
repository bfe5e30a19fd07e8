#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the gateway with its peers on this machine: ratios of one run, from medians of rounds in turn.

Servers run one at a time in each round, so that they share the machine's moods and not its cores. What a machine does in
one minute says nothing about the next: only ratios of one run are worth anything.
"""

import argparse, json, os, re, shutil, signal, socket, statistics, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(HERE)

NGINX = """
worker_processes 2;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 2048; }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
    uwsgi_temp_path {folder}; scgi_temp_path {folder};
    keepalive_requests 100000000;
    server {{
        listen 127.0.0.1:{port} backlog=1024;
        location / {{
            default_type application/json;
            add_header x-amzn-RequestId 2e92f89f-402b-4237-b8fa-fb1a3ae7a8aa;
            add_header x-amz-apigw-id O75j1fmiXPhrtE7=;
            add_header X-Amzn-Trace-Id "Root=1-6b034935-ddb0344a6b2bbd9a8e422418;Parent=3fe663d0c77175ff;Sampled=0;Lineage=1:2218ec7d:0";
            return 200 '{{"message": "Welcome to our Public API!"}}';
        }}
    }}
}}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """One process that serves, from its start to its end."""

    def __init__(self, name, command, port, path, folder, headers=()):
        self.name, self.port, self.path, self.headers = name, port, path, headers
        log = open(os.path.join(folder, "output.log"), "wb")
        began = time.monotonic()
        self.process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        self.start_up = self.first_answer(began)

    def first_answer(self, began):
        request = f"GET {self.path} HTTP/1.1\r\nHost: localhost\r\n" + "".join(f"{h}\r\n" for h in self.headers) + "\r\n"
        while True:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1) as client:
                    client.sendall(request.encode())
                    answer = client.recv(4096)
                    if not answer.startswith(b"HTTP/1.1 200"):
                        sys.exit(f"{self.name}: {answer[:80]!r}")
                    return time.monotonic() - began
            except ConnectionRefusedError:
                if time.monotonic() - began > 20 or self.process.poll() is not None:
                    sys.exit(f"{self.name} does not start")
                time.sleep(0.0005)

    def processes(self):
        children = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True).stdout.split()
        return [self.process.pid] + [int(child) for child in children]

    def resident(self):
        total = 0
        for pid in self.processes():
            with open(f"/proc/{pid}/status") as status:
                total += int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1))
        return total / 1024

    def cpu(self):
        ticks = 0
        for pid in self.processes():
            with open(f"/proc/{pid}/stat") as stat:
                fields = stat.read().rsplit(")", 1)[1].split()
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def load(self, seconds, connections):
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}", "--latency"]
        for header in self.headers:
            command += ["-H", header]
        before = self.cpu()
        text = subprocess.run(command + [f"http://127.0.0.1:{self.port}{self.path}"], capture_output=True, text=True).stdout
        requests = int(re.search(r"(\d+) requests in", text).group(1))
        if re.search(r"Non-2xx", text):
            sys.exit(f"{self.name}: {text}")
        latency = re.search(r"99%\s+([\d.]+)(us|ms|s)", text)
        factor = {"us": 1, "ms": 1000, "s": 1_000_000}[latency.group(2)]
        return {
            "rate": float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)),
            "p99": float(latency.group(1)) * factor,
            "cpu": (self.cpu() - before) / requests * 1e6,
        }

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def gateway(folder, binary):
    shutil.copy(os.path.join(TOP, "routes.yml"), folder)
    port = free_port()
    command = [binary, "serve", "--port", str(port), "--issuer-port", str(free_port()), "--no-watch"]
    return command, port


def peers(binary, work):
    """Each is asked for a server of its own in each round."""
    found = {}
    if compiler := shutil.which("clang") or shutil.which("cc"):
        floor = os.path.join(work, "floor")
        subprocess.run([compiler, "-O2", "-o", floor, os.path.join(HERE, "floor.c")], check=True)
        found["floor"] = lambda folder: (lambda port: Server("floor", [floor, str(port)], port, "/", folder))(free_port())
    if nginx := shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin"):

        def start_nginx(folder):
            port = free_port()
            with open(os.path.join(folder, "nginx.conf"), "w") as conf:
                conf.write(NGINX.format(folder=folder, port=port))
            return Server("nginx", [nginx, "-c", f"{folder}/nginx.conf", "-p", folder], port, "/", folder)

        found["nginx"] = start_nginx

    def start_public(folder):
        command, port = gateway(folder, binary)
        return Server("public", command, port, "/dev/public", folder)

    def start_private(folder):
        command, port = gateway(folder, binary)
        # The token is made before the server runs, for the issuer's usual name, so its port has to be the usual one, too.
        token = subprocess.run([binary, "token"], cwd=folder, capture_output=True, text=True, check=True).stdout.strip()
        if not port_is_free(3443):
            sys.exit("port 3443 is taken")
        command[command.index("--issuer-port") + 1] = "3443"
        return Server("private", command, port, "/dev/private", folder, [f"Authorization: Bearer {token}"])

    found["public"] = start_public
    found["private"] = start_private
    return found


def port_is_free(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--binary", default=os.path.join(TOP, ".build/release/gateway"))
    options = parser.parse_args()
    for tool in ["wrk"]:
        if not shutil.which(tool):
            sys.exit(f"{tool} is missing: apt-get install {tool}")
    results = {}
    with tempfile.TemporaryDirectory() as work:
        servers = peers(options.binary, work)
        for number in range(options.rounds):
            for name, start in servers.items():
                folder = os.path.join(work, f"{name}-{number}")
                os.mkdir(folder)
                server = start(folder)
                try:
                    idle = server.resident()
                    measured = server.load(options.seconds, options.connections)
                    measured |= {"start": server.start_up * 1000, "idle": idle, "loaded": server.resident()}
                finally:
                    server.stop()
                results.setdefault(name, []).append(measured)
            print(f"round {number + 1} of {options.rounds}", file=sys.stderr)
    report(results)


def report(results):
    median = {
        name: {key: statistics.median(round[key] for round in rounds) for key in rounds[0]}
        for name, rounds in results.items()
    }
    print(f"{'server':9}{'requests/s':>12}{'of nginx':>10}{'of floor':>10}{'p99 us':>9}{'CPU us':>9}{'start ms':>10}{'idle MiB':>10}{'after':>8}")
    for name, row in median.items():
        ratio = lambda peer: f"{row['rate'] / median[peer]['rate']:.2f}" if peer in median else "-"
        print(
            f"{name:9}{row['rate']:12.0f}{ratio('nginx'):>10}{ratio('floor'):>10}{row['p99']:9.0f}{row['cpu']:9.1f}"
            f"{row['start']:10.1f}{row['idle']:10.1f}{row['loaded']:8.1f}"
        )
    print(f"private of public: {median['private']['rate'] / median['public']['rate']:.2f}")


main()
