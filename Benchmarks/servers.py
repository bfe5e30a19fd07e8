# SPDX-License-Identifier: Apache-2.0
"""A server under measurement: its process, its memory, its time, and what wrk says of it."""

import os, re, signal, socket, subprocess, sys, time
from dataclasses import dataclass

HERE = os.path.dirname(os.path.abspath(__file__))
MICROSECONDS = {"us": 1, "ms": 1000, "s": 1_000_000, "m": 60_000_000}


@dataclass
class Target:
    """What is asked for; with a file of tokens, a request takes the next of them."""

    path: str
    token: str | None = None
    tokens: str | None = None

    def request(self):
        authorization = f"Authorization: Bearer {self.token}\r\n" if self.token else ""
        return f"GET {self.path} HTTP/1.1\r\nHost: localhost\r\n{authorization}\r\n".encode()

    def options(self):
        if self.tokens:
            return ["-s", os.path.join(HERE, "tokens.lua")], ["--", self.tokens]
        return (["-H", f"Authorization: Bearer {self.token}"] if self.token else []), []


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """One process that serves, from its start to its end."""

    def __init__(self, name, command, port, target, folder, environment=None):
        self.name, self.port, self.target = name, port, target
        self.log = os.path.join(folder, "output.log")
        with open(self.log, "wb") as log:
            began = time.monotonic()
            streams = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
            self.process = subprocess.Popen(command, cwd=folder, env=environment, **streams)
        try:
            self.start_up = self.first_answer(began)
        except BaseException:
            self.process.kill()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        family = {pid: birth(pid) for pid in self.processes()}
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.end_left_behind(family)

    def end_left_behind(self, family):
        """Whoever descends from it has a moment to follow it; each is known by its birth, too, as identifiers come again."""
        end = time.monotonic() + 2
        while left := [pid for pid, born in family.items() if birth(pid) == born and born]:
            if time.monotonic() > end:
                print(f"{self.name} has left {len(left)} processes behind, which are ended now", file=sys.stderr)
                for pid in left:
                    os.kill(pid, signal.SIGKILL)
                return
            time.sleep(0.01)

    def fail(self, what):
        with open(self.log, errors="replace") as log:
            sys.exit(f"{self.name}: {what}\n{log.read()[-2000:]}")

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), 5)

    def ask(self, client):
        client.sendall(self.target.request())
        answer = client.recv(4096)
        if not answer.startswith(b"HTTP/1.1 200"):
            self.fail(f"answered {answer[:80]!r}")
        return answer

    def first_answer(self, began):
        while True:
            try:
                with self.connect() as client:
                    self.ask(client)
                    return time.monotonic() - began
            except ConnectionRefusedError:
                if time.monotonic() - began > 20 or self.process.poll() is not None:
                    self.fail("does not start")
                time.sleep(0.0005)

    def processes(self):
        """Itself, and all that descend from it."""
        children = children_of_all()
        found = [self.process.pid]
        for pid in found:
            found += children.get(pid, [])
        return found

    def resident(self):
        """MiB of all its processes."""
        return sum(map(resident, self.processes()))

    def cpu(self):
        """Seconds that its processes have computed, the kernel's on their behalf among them."""
        ticks = 0
        for pid in self.processes():
            if stat := read(f"/proc/{pid}/stat"):
                fields = stat.rsplit(")", 1)[1].split()
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def wrk(self, seconds, connections):
        options, after = self.target.options()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}", "--latency"] + options
        command += [f"http://127.0.0.1:{self.port}{self.target.path}"] + after
        return subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60).stdout

    def load(self, seconds, connections):
        before = self.cpu()
        text = self.wrk(seconds, connections)
        requests = int(re.search(r"(\d+) requests in", text).group(1))
        if requests == 0 or re.search(r"Non-2xx|Socket errors", text):
            self.fail(text)
        return {
            "requests": requests,
            "rate": float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)),
            "p50": percentile(text, 50),
            "p99": percentile(text, 99),
            "cpu": (self.cpu() - before) / requests * 1e6,
        }

    def hold_idle(self, count):
        """KiB that each of many connections costs which have had an answer and are silent since."""
        before = self.resident()
        clients = []
        try:
            for _ in range(count):
                clients.append(self.connect())
                self.ask(clients[-1])
            return {"before": before, "with": self.resident(), "each": (self.resident() - before) * 1024 / count}
        finally:
            for client in clients:
                client.close()


def read(path):
    """What the kernel says of a process; nothing of one that has ended meanwhile."""
    try:
        with open(path) as file:
            return file.read()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def birth(pid):
    """When a process began; nothing of one that has ended, or waits for its parent to hear of that."""
    fields = read(f"/proc/{pid}/stat").rsplit(")", 1)[-1].split()
    return fields[19] if fields and fields[0] != "Z" else None


def children_of_all():
    found = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        if stat := read(f"/proc/{pid}/stat"):
            found.setdefault(int(stat.rsplit(")", 1)[1].split()[1]), []).append(int(pid))
    return found


def resident(pid):
    """MiB of one process."""
    found = re.search(r"VmRSS:\s+(\d+)", read(f"/proc/{pid}/status"))
    return int(found.group(1)) / 1024 if found else 0


def percentile(text, number):
    found = re.search(rf"{number}%\s+([\d.]+)(us|ms|s|m)\b", text)
    return float(found.group(1)) * MICROSECONDS[found.group(2)]
