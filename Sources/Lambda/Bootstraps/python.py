# SPDX-License-Identifier: Apache-2.0
"""Runs a function of Lambda's python3 runtimes.

It imports the handler, and calls it for each invocation that the Lambda Runtime API has. Source of what a handler may rely
on: Lambda developer guide, "Building Lambda functions with Python".
"""

import importlib
import json
import logging
import os
import sys
import time
import traceback

from gateway_invocation import Encoder, Fault, LambdaContext
from gateway_runtime_api import RuntimeConnection

# As Lambda indents the lines of a trace in its log, so that whoever shows the log keeps the spaces.
NO_BREAK_SPACE = "\u00a0"

request_id = None


def set_up_output():
    """Every line of a log goes out at once, also where the host has no UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True, write_through=True)


class LogHandler(logging.Handler):
    def emit(self, record):
        record.aws_request_id = request_id or ""
        sys.stdout.write(self.format(record))


def set_up_logging():
    """Source: Lambda developer guide, "Log and monitor Python Lambda functions"."""
    handler = LogHandler()
    form = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n"
    formatter = logging.Formatter(form, "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper()
    if level in logging._nameToLevel:
        logging.getLogger().setLevel(level)
    logging.getLogger().addHandler(handler)


def load(name):
    """The function that a handler's name means: `path/to/module.function`."""
    module, dot, function = name.rpartition(".")
    if not dot:
        # The words of Python's own error, which Lambda hands on.
        reason = "not enough values to unpack (expected 2, got 1)"
        raise Fault("MalformedHandlerName", "Bad handler '%s': %s" % (name, reason))
    if module.split(".")[0] in sys.builtin_module_names:
        raise Fault("BuiltInModuleConflict", "Cannot use built-in module %s as a handler module" % module)
    try:
        loaded = importlib.import_module(module.replace("/", "."))
    except ImportError as error:
        raise Fault("ImportModuleError", "Unable to import module '%s': %s" % (module, error))
    except SyntaxError as error:
        trace = ['  File "%s" Line %s\n    %s' % (error.filename, error.lineno, error.text)]
        raise Fault("UserCodeSyntaxError", "Syntax error in module '%s': %s" % (module, error), trace)
    try:
        return getattr(loaded, function)
    except AttributeError:
        raise Fault("HandlerNotFound", "Handler '%s' missing on module '%s'" % (function, module))


def described(error):
    """An error as the Runtime API takes it, without the frames that are ours."""
    if isinstance(error, Fault):
        kind, trace = error.kind, error.trace or []
    else:
        frames = traceback.extract_tb(error.__traceback__)
        ours = os.path.dirname(os.path.abspath(__file__))
        while frames and (os.path.dirname(frames[0].filename) == ours or "importlib" in frames[0].filename):
            frames = frames[1:]
        kind, trace = type(error).__name__, traceback.format_list(frames)
    return {"errorMessage": str(error), "errorType": kind, "requestId": request_id or "", "stackTrace": trace}


def log_error(report):
    lines = ["[ERROR] %s%s" % (report["errorType"], ": " + report["errorMessage"] if report["errorMessage"] else "")]
    lines.append("Traceback (most recent call last):")
    for entry in report["stackTrace"]:
        for line in entry.splitlines():
            indentation = len(line) - len(line.lstrip(" "))
            lines.append(NO_BREAK_SPACE * indentation + line[indentation:])
    sys.stdout.write("\n".join(lines) + "\n")


def set_trace(trace):
    """Sets _X_AMZN_TRACE_ID in os.environ alone: setenv(3) never frees what it replaces, and the process would grow."""
    name = os.environ.encodekey("_X_AMZN_TRACE_ID")
    if trace is None:
        os.environ._data.pop(name, None)
    else:
        os.environ._data[name] = os.environ.encodevalue(trace)


def handle(function, fields, body, encoder):
    """Calls the handler: what it returned as bytes, with their type, or the report of its error."""
    try:
        context = LambdaContext(fields)
        try:
            event = json.loads(body)
        except ValueError as error:
            raise Fault("UnmarshalError", "Unable to unmarshal input: %s" % error)
        result = function(event, context)
        if isinstance(result, bytes):
            return result, "application/unknown", None
        try:
            return encoder.encode(result).encode("utf-8"), "application/json", None
        except Exception as error:
            raise Fault("MarshalError", "Unable to marshal response: %s" % error)
    # What is no Exception, sys.exit above all, ends the process, as on Lambda.
    except Exception as error:
        report = described(error)
        log_error(report)
        return None, None, report


def as_bytes(report):
    # A message may hold half of a surrogate pair, which is no UTF-8.
    return json.dumps(report).encode("ascii")


def main():
    global request_id
    set_up_output()
    connection = RuntimeConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    # Where this file is stands there so far.
    sys.path[0] = os.environ.get("LAMBDA_TASK_ROOT", os.getcwd())
    set_up_logging()
    try:
        function = load(os.environ.get("_HANDLER", ""))
    except Exception as error:
        report = described(error)
        log_error(report)
        connection.fail_init(as_bytes(report), report["errorType"])
        sys.exit(1)
    encoder = Encoder()
    fields, body = connection.first()
    while True:
        request_id = fields["lambda-runtime-aws-request-id"]
        set_trace(fields.get("lambda-runtime-trace-id"))
        payload, content_type, report = handle(function, fields, body, encoder)
        if report is None:
            fields, body = connection.respond(request_id, payload, content_type)
        else:
            fields, body = connection.fail(request_id, as_bytes(report), report["errorType"])


if __name__ == "__main__":
    main()
