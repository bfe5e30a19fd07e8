# SPDX-License-Identifier: Apache-2.0
import sys


class Unauthorized(Exception):
    pass


def throws(event, context):
    raise ValueError("boom ü")


def throws_own(event, context):
    raise Unauthorized("Unauthorized")


def throws_half_a_pair(event, context):
    raise ValueError("\ud83d")


def returns_set(event, context):
    return {1}


def returns_circle(event, context):
    circle = {}
    circle["circle"] = circle
    return circle


def returns_nan(event, context):
    return float("nan")


def returns_half_a_pair(event, context):
    return "\ud83d"


def exits(event, context):
    sys.exit(3)


def interrupts(event, context):
    raise KeyboardInterrupt()


def throws_long(event, context):
    raise type("N" * 100_000, (Exception,), {})("long")
