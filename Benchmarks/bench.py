#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the gateway with its peers on this machine: ratios of one run, from medians of rounds in turn.

Servers run one at a time in each round, so that they share the machine's moods and not its cores. What a machine does in
one minute says nothing about the next: only ratios of one run are worth anything.
"""

import argparse, json, os, resource, shutil, signal, sys, tempfile

import cold, functions, growth, peers, report
from tenant import Tenant

LEFT_OUT = ["floor", "nginx", "hummingbird", "ministack", "functions"]
COLD, GROWTH = "cold Node function", "growth"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3, help="of load for each row in each round")
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--idle", type=int, default=10_000, metavar="COUNT", help="idle connections; 0 leaves them out")
    parser.add_argument("--cold", type=int, default=15, metavar="COUNT", help="cold starts of a function")
    parser.add_argument("--invocations", type=int, default=100_000, metavar="COUNT", help="after which nothing has grown")
    parser.add_argument("--reloads", type=int, default=1000, metavar="COUNT", help="after which nothing has grown")
    parser.add_argument("--binary", default=os.path.join(peers.TOP, ".build/release/gateway"))
    parser.add_argument("--without", action="append", default=[], choices=LEFT_OUT)
    parser.add_argument("--only", action="append", default=[], metavar="ROW", help="this row; may be repeated")
    parser.add_argument("--quick", action="store_true", help="one round of a second, few of the rest: says that it works, and no more")
    parser.add_argument("--json", metavar="FILE", help="write each round's numbers, the medians and the lines, too")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds = 1, 1
        options.cold, options.invocations, options.reloads = 3, 3000, 30
    # What takes minutes to build is built for those who want it.
    for peer, rows in peers.BUILT.items():
        if options.only and not rows.intersection(options.only):
            options.without.append(peer)
    options.binary = os.path.abspath(options.binary)
    return options


def rounds_in_turn(count, rows, work, measure):
    """What is measured of each row in each round, by the row's name."""
    rounds = {}
    for number in range(count if rows else 0):
        for name, row in rows.items():
            folder = tempfile.mkdtemp(dir=work)
            rounds.setdefault(name, []).append(measure(row, folder))
            shutil.rmtree(folder)
        print(f"round {number + 1} of {count}: {', '.join(rows)}", file=sys.stderr)
    return rounds


def load(options, start, folder):
    with start(folder) as server:
        measured = {"start": server.start_up * 1000, "idle": server.resident()}
        measured |= server.load(options.seconds, options.connections)
        measured["loaded"] = server.resident()
    return measured


def chosen(options, *tables):
    """Of each table the rows that are asked for."""
    if unknown := set(options.only).difference(*tables):
        there = ", ".join(dict.fromkeys(name for table in [*tables, *peers.BUILT.values()] for name in table))
        sys.exit(f"no such row: {', '.join(unknown)}; there are: {there}")
    return [{name: row for name, row in table.items() if not options.only or name in options.only} for table in tables]


def only(name, table):
    return {name: table[name]} if name in table else {}


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
        servers = peers.rows(options.binary, work, tenant, options.without)
        callees = functions.rows(options.binary, work, tenant, options.without)
        singles = {} if "functions" in options.without else {COLD: cold.measure, GROWTH: growth.measure}
        servers, callees, singles = chosen(options, servers, callees, singles)
        rounds = rounds_in_turn(options.rounds, servers, work, lambda start, folder: load(options, start, folder))
        calls = rounds_in_turn(options.rounds, callees, work, lambda row, folder: functions.measure(row, folder, options.seconds))
        starts = rounds_in_turn(options.cold, only(COLD, singles), work, lambda measure, folder: measure(options.binary, folder))
        grown = {}
        for measure in only(GROWTH, singles).values():
            grown = measure(options.binary, tempfile.mkdtemp(dir=work), options.invocations, options.reloads)
        connections = idle(options, work, tenant)
    rows, called, cold_rows = report.medians(rounds), report.medians(calls), report.medians(starts)
    judged = report.judge(rows, connections, called | cold_rows | grown)
    report.print_loads(rows)
    report.print_functions(called, {name: row.peer for name, row in callees.items()})
    report.print_statuses(called)
    report.print_cold(cold_rows)
    report.print_growth(grown)
    report.print_idle(connections, options.idle)
    report.print_reach(judged)
    if options.json:
        with open(options.json, "w") as file:
            result = {
                "rounds": rounds | calls | starts,
                "medians": rows | called | cold_rows,
                "growth": grown,
                "idle": connections,
                "reach": judged,
            }
            json.dump(result, file, indent=2, ensure_ascii=False)


main()
