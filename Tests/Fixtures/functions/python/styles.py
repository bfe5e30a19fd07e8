# SPDX-License-Identifier: Apache-2.0
import os
import sys
from decimal import Decimal

calls = 0


def returns(event, context):
    return {"got": event}


def nothing(event, context):
    pass


def text(event, context):
    return "ü€😀"


def large(event, context):
    return {"length": len(event["text"]), "text": event["text"]}


def number(event, context):
    return {"price": Decimal("1.10"), "many": [Decimal("12345678901234567890.5")], "tuple": (1, 2)}


def raw(event, context):
    return b'{"raw": true}'


def counts(event, context):
    global calls
    calls += 1
    return calls


def context(event, context):
    return {
        "aws_request_id": context.aws_request_id,
        "function_name": context.function_name,
        "function_version": context.function_version,
        "invoked_function_arn": context.invoked_function_arn,
        "memory_limit_in_mb": context.memory_limit_in_mb,
        "log_group_name": context.log_group_name,
        "log_stream_name": context.log_stream_name,
        "custom": context.client_context.custom,
        "env": context.client_context.env,
        "app_title": context.client_context.client.app_title,
        "identity": context.identity.cognito_identity_id,
        "is_time_left": 0 < context.get_remaining_time_in_millis() <= 600_000,
        "trace": os.environ["_X_AMZN_TRACE_ID"],
    }


def environment(event, context):
    return {name: os.environ.get(name) for name in event["names"]}


def folder(event, context):
    here = os.path.dirname(os.path.abspath(__file__))
    return os.getcwd() == here == sys.path[0] == os.environ["LAMBDA_TASK_ROOT"]


class Greeter:
    def __call__(self, event, context):
        return "called"


greeter = Greeter()
