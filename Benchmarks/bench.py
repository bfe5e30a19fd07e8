#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the gateway with its peers on this machine: ratios of one run, from medians of rounds in turn.

Servers run one at a time in each round, so that they share the machine's moods and not its cores. What a machine does in
one minute says nothing about the next: only ratios of one run are worth anything.
"""

import argparse, json, os, resource, shutil, signal, sys, tempfile

import peers, report
from tenant import Tenant


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3, help="of load for each row in each round")
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--idle", type=int, default=10_000, metavar="COUNT", help="idle connections; 0 leaves them out")
    parser.add_argument("--binary", default=os.path.join(peers.TOP, ".build/release/gateway"))
    parser.add_argument("--without", action="append", default=[], choices=["floor", "nginx", "hummingbird"])
    parser.add_argument("--only", action="append", default=[], metavar="ROW", help="this row; may be repeated")
    parser.add_argument("--quick", action="store_true", help="one round of a second: says that it works, and no more")
    parser.add_argument("--json", metavar="FILE", help="write each round's numbers, the medians and the lines, too")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds = 1, 1
    options.binary = os.path.abspath(options.binary)
    return options


def loads(options, work, tenant):
    rows = peers.rows(options.binary, work, tenant, options.without)
    if unknown := set(options.only) - set(rows):
        sys.exit(f"no such row: {', '.join(unknown)}; there are: {', '.join(rows)}")
    rounds = {}
    for number in range(options.rounds):
        for name, start in rows.items():
            if options.only and name not in options.only:
                continue
            folder = tempfile.mkdtemp(dir=work)
            with start(folder) as server:
                measured = {"start": server.start_up * 1000, "idle": server.resident()}
                measured |= server.load(options.seconds, options.connections)
                measured["loaded"] = server.resident()
            shutil.rmtree(folder)
            rounds.setdefault(name, []).append(measured)
        print(f"round {number + 1} of {options.rounds}", file=sys.stderr)
    return rounds


def idle(options, work, tenant):
    if options.idle == 0 or options.only:
        return {}
    found = {}
    for name, start in peers.idle_rows(options.binary, tenant, options.without).items():
        with start(tempfile.mkdtemp(dir=work)) as server:
            found[name] = server.hold_idle(options.idle)
    return found


def raise_descriptor_limit(connections):
    """For this process and the servers, which inherit it."""
    wanted = connections + 500
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        if hard < wanted:
            sys.exit(f"{connections} connections need {wanted} descriptors, and the limit is {hard}: fewer with --idle")
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def main():
    options = arguments()
    # So that whoever stops us stops the server, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if not shutil.which("wrk"):
        sys.exit("wrk is missing: apt-get install wrk")
    # Before minutes of rounds, and not after them.
    if options.idle and not options.only:
        raise_descriptor_limit(options.idle)
    with tempfile.TemporaryDirectory() as work:
        tenant = Tenant(options.binary, work, 200)
        rounds = loads(options, work, tenant)
        connections = idle(options, work, tenant)
    rows = report.medians(rounds)
    judged = report.judge(rows, connections)
    report.print_loads(rows)
    report.print_idle(connections, options.idle)
    report.print_reach(judged)
    if options.json:
        with open(options.json, "w") as file:
            result = {"rounds": rounds, "medians": rows, "idle": connections, "reach": judged}
            json.dump(result, file, indent=2, ensure_ascii=False)


main()
