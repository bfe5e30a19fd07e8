# SPDX-License-Identifier: Apache-2.0
"""What the rounds come to: a table of medians, and which lines of what we reach for are reached."""

import statistics
from dataclasses import dataclass


@dataclass
class Line:
    """`row`'s value of a column, as a multiple of `of`'s (or as it is), is to be at least or at most so much.

    With `beyond` it is how much more it is than that row's, with `column_of` a multiple of another column of its own.
    """

    what: str
    row: str
    column: str
    of: str | None
    at_least: float | None = None
    at_most: float | None = None
    beyond: str | None = None
    column_of: str | None = None

    def judge(self, rows):
        if any(name and name not in rows for name in [self.row, self.of, self.beyond]):
            return None
        value = rows[self.row][self.column]
        if self.of:
            value /= rows[self.of][self.column]
        if self.column_of:
            value /= rows[self.row][self.column_of]
        if self.beyond:
            value -= rows[self.beyond][self.column]
        reached = value >= self.at_least if self.at_most is None else value <= self.at_most
        sign, bound = ("≥", self.at_least) if self.at_most is None else ("≤", self.at_most)
        return {"what": f"{self.what} {sign} {bound:g}", "value": value, "of": self.of or self.column_of, "reached": reached}


def of_function(row, peer):
    return [
        Line(f"{row}, requests/s of {peer}'s", row, "rate", peer, at_least=0.5),
        Line(f"{row}, p50 with one connection beyond {peer}'s, us", row, "alone", None, at_most=300, beyond=peer),
    ]


def of_start(column, what):
    return Line(what, "cold Node function", column, None, at_most=1.5, column_of="node and imports")


def growth(row):
    warm = "growth, warm"
    return [
        Line(f"{row}: MiB of the gateway", row, "gateway", warm, at_most=1.1),
        Line(f"{row}: descriptors more", row, "descriptors", None, at_most=0, beyond=warm),
        Line(f"{row}: processes more", row, "processes", None, at_most=0, beyond=warm),
    ]


# Ratios of one run wherever there is a peer; a number by itself only where it says how large a thing is.
REACH = [
    Line("public, requests/s of nginx's", "public", "rate", "nginx", at_least=1.25),
    Line("public, requests/s of the floor's", "public", "rate", "floor", at_least=0.85),
    Line("private with a cached decision, requests/s of public's", "private", "rate", "public", at_least=0.9),
    Line("every token verified, requests/s of Hummingbird's", "verified", "rate", "hummingbird verified", at_least=2),
    Line("public, p99 of nginx's", "public", "p99", "nginx", at_most=1),
    Line("first answer after exec, ms", "public", "start", None, at_most=10),
    Line("resident after load, MiB", "public", "loaded", None, at_most=12),
    Line("5,000 routes, requests/s of 5 routes'", "5000 routes", "rate", "5 routes", at_least=0.95),
    Line("5,000 routes, the one with a variable, of 5 routes'", "5000 routes, variable", "rate", "5 routes, variable", at_least=0.95),
    *of_function("Node function", "Node http"),
    *of_function("Python function", "Python http.server"),
    *of_function("Swift function", "Swift hummingbird"),
    of_start("first call", "cold Node function, first call, of Node's start and its imports"),
    of_start("saved", "cold Node function, its file just saved, of the same"),
    Line("growth, invocations: MiB of a process of the function", "growth, invocations", "functions", "growth, warm", at_most=1.25),
    *growth("growth, invocations"),
    *growth("growth, reloads"),
    Line("resident with 10,000 idle connections, MiB", "idle public", "with", None, at_most=40),
]


def medians(rounds):
    return {name: {key: statistics.median(row[key] for row in rows) for key in rows[0]} for name, rows in rounds.items()}


def print_loads(rows):
    if not rows:
        return
    titles = ["requests/s", "of nginx", "of floor", "p50 us", "p99 us", "CPU us", "start ms", "idle MiB", "after"]
    print(f"{'row':24}" + "".join(f"{title:>11}" for title in titles))
    for name, row in rows.items():
        ratios = [f"{row['rate'] / rows[peer]['rate']:.2f}" if peer in rows else "-" for peer in ["nginx", "floor"]]
        values = [f"{row['rate']:.0f}", *ratios, f"{row['p50']:.0f}", f"{row['p99']:.0f}", f"{row['cpu']:.1f}"]
        values += [f"{row['start']:.1f}", f"{row['idle']:.1f}", f"{row['loaded']:.1f}"]
        print(f"{name:24}" + "".join(f"{value:>11}" for value in values))


def print_functions(rows, peers):
    if not rows:
        return
    titles = ["requests/s", "of", "p50 us", "p99 us", "alone us", "beyond", "CPU us", "processes", "idle MiB", "after"]
    print(f"\n{'function':24}" + "".join(f"{title:>11}" for title in titles))
    for name, row in rows.items():
        peer = rows.get(peers[name])
        values = [f"{row['rate']:.0f}", f"{row['rate'] / peer['rate']:.2f}" if peer else "-"]
        values += [f"{row['p50']:.0f}", f"{row['p99']:.0f}", f"{row['alone']:.0f}"]
        values += [f"{row['alone'] - peer['alone']:+.0f}" if peer else "-", f"{row['cpu']:.1f}"]
        values += [f"{row['processes']:.0f}", f"{row['idle']:.1f}", f"{row['loaded']:.1f}"]
        print(f"{name:24}" + "".join(f"{value:>11}" for value in values))


def print_statuses(rows):
    """What each answers to what an authorizer may come to."""
    decisions = [key for row in rows.values() for key in row if key.startswith("status ")]
    titles = list(dict.fromkeys(decisions))
    if not titles:
        return
    print(f"\n{'the authorizer says':24}" + "".join(f"{title.removeprefix('status '):>14}" for title in titles))
    for name, row in rows.items():
        if titles[0] in row:
            print(f"{name:24}" + "".join(f"{row[title]:>14.0f}" for title in titles))


def print_cold(rows):
    for name, row in rows.items():
        print(f"\n{name + ', ms':24}" + "".join(f"{title:>18}" for title in row))
        print(f"{'':24}" + "".join(f"{value:>18.1f}" for value in row.values()))


def print_growth(rows):
    if not rows:
        return
    titles = ["count", "gateway MiB", "function MiB", "descriptors", "processes"]
    print(f"\n{'growth':24}" + "".join(f"{title:>14}" for title in titles))
    for name, row in rows.items():
        values = [str(row["count"]), f"{row['gateway']:.1f}", f"{row['functions']:.1f}"]
        values += [str(row["descriptors"]), str(row["processes"])]
        print(f"{name.removeprefix('growth, '):24}" + "".join(f"{value:>14}" for value in values))


def print_idle(rows, count):
    if not rows:
        return
    print(f"\n{count} idle connections{'':<3}{'MiB before':>11}{'MiB with':>11}{'KiB each':>11}")
    for name, row in rows.items():
        print(f"{name:24}{row['before']:11.1f}{row['with']:11.1f}{row['each']:11.2f}")


def judge(loads, idle, others):
    rows = loads | others | {f"idle {name}": row for name, row in idle.items()}
    return [judged for line in REACH if (judged := line.judge(rows))]


def print_reach(judged):
    print("\nwhat we reach for")
    for line in judged:
        unit = " x" if line["of"] else ""
        print(f"  {line['what']}: {line['value']:.2f}{unit}, {'reached' if line['reached'] else 'not reached'}")
