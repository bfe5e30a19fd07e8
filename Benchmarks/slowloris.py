#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures what others notice of many connections that send a head byte by byte: a ratio of one run, from rounds in turn."""

import argparse, multiprocessing, os, statistics, sys, time

from connections import TOP, Gateway, ask, room_for

# A head that never ends within the 30 seconds that it has.
HEAD = b"GET /dev/public HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + b"a" * 1000


def attack(gateway, count, is_ready, is_over):
    """Holds `count` connections, each of which sends a byte a second; one that was ended comes again."""
    clients = [[gateway.connect(), 0] for _ in range(count)]
    for client, _ in clients:
        client.setblocking(False)
    is_ready.set()
    began, sent = time.monotonic(), 0
    while not is_over.is_set():
        # Evenly over the second: all at once would be another attack.
        due = int((time.monotonic() - began) * count)
        for number in range(sent, due):
            slow = clients[number % count]
            try:
                slow[0].send(HEAD[slow[1] : slow[1] + 1])
                slow[1] += 1
            except OSError:
                slow[0].close()
                slow[:] = [gateway.connect(), 0]
                slow[0].setblocking(False)
        sent = due
        time.sleep(0.002)


def latencies(gateway, seconds):
    """Of one client that asks again as soon as it has its answer, in microseconds."""
    taken = []
    with gateway.connect() as client:
        end = time.perf_counter() + seconds
        while (began := time.perf_counter()) < end:
            ask(client)
            taken.append((time.perf_counter() - began) * 1e6)
    return taken


def percentiles(taken):
    cuts = statistics.quantiles(taken, n=100)
    return {"p50": cuts[49], "p99": cuts[98]}


def measure(gateway, count, seconds):
    if count == 0:
        return percentiles(latencies(gateway, seconds))
    is_ready, is_over = multiprocessing.Event(), multiprocessing.Event()
    attacker = multiprocessing.Process(target=attack, args=(gateway, count, is_ready, is_over))
    attacker.start()
    try:
        if not is_ready.wait(30):
            sys.exit("the slow connections cannot be opened")
        return percentiles(latencies(gateway, seconds))
    finally:
        is_over.set()
        attacker.join()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--connections", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--binary", default=os.path.join(TOP, ".build/release/gateway"))
    options = parser.parse_args()
    room_for(options.connections)
    rows = {0: [], options.connections: []}
    with Gateway(options.binary) as gateway:
        for number in range(options.rounds):
            for count in rows:
                rows[count].append(measure(gateway, count, options.seconds))
            print(f"round {number + 1} of {options.rounds}", file=sys.stderr)
        highest = gateway.status("VmHWM")
    median = {count: {key: statistics.median(row[key] for row in rows[count]) for key in ("p50", "p99")} for count in rows}
    print(f"{'slow clients':>12}{'p50 us':>9}{'p99 us':>9}")
    for count, row in median.items():
        print(f"{count:12}{row['p50']:9.0f}{row['p99']:9.0f}")
    without, among = median.values()
    print(f"ratio of p50: {among['p50'] / without['p50']:.2f}, of p99: {among['p99'] / without['p99']:.2f}")
    print(f"highest resident memory: {highest:.1f} MiB")


if __name__ == "__main__":
    main()
