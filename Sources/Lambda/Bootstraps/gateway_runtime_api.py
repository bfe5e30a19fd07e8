# SPDX-License-Identifier: Apache-2.0
"""The Lambda Runtime API (2018-06-01) over one connection: an answer and the question for what comes next are one write."""

import os
import re
import socket
import sys

API = "/2018-06-01/runtime"
HEAD_LIMIT = 64 * 1024
# Of what stands in a field beside the report, which has all of it.
TYPE_LIMIT = 1024


class ProtocolFault(Exception):
    """A response that is none: the other side does not speak the Runtime API."""


class RuntimeConnection:
    """The Runtime API over one connection."""

    def __init__(self, address):
        host, _, port = address.rpartition(":")
        self.address = address
        self.socket = socket.create_connection((host.strip("[]"), int(port)))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.get = ("GET %s/invocation/next HTTP/1.1\r\nHost: %s\r\n\r\n" % (API, address)).encode()

    def first(self):
        """The first invocation: its fields and its event."""
        self._send(self.get)
        return self._next()

    def respond(self, invocation, payload, content_type):
        """Answers an invocation; the next one."""
        path = "/invocation/%s/response" % invocation
        self._send(self._post(path, payload, content_type) + self.get)
        self._response()
        return self._next()

    def fail(self, invocation, payload, error_type):
        """Says what went wrong in an invocation; the next one."""
        path = "/invocation/%s/error" % invocation
        self._send(self._post(path, payload, "application/json", error_type) + self.get)
        self._response()
        return self._next()

    def fail_init(self, payload, error_type):
        """Says why there can be no invocation."""
        self._send(self._post("/init/error", payload, "application/json", error_type))
        self._response()

    def _send(self, data):
        try:
            self.socket.sendall(data)
        except ConnectionError:
            # Whoever does not listen any more has said all there is to say.
            os._exit(0)

    def _post(self, path, payload, content_type, error_type=None):
        error = ""
        if error_type:
            error = "Lambda-Runtime-Function-Error-Type: %s\r\n" % re.sub("[^!-~]", "?", error_type[:TYPE_LIMIT])
        head = "POST %s%s HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\n%sContent-Length: %d\r\n\r\n" % (
            API,
            path,
            self.address,
            content_type,
            error,
            len(payload),
        )
        return head.encode() + payload

    def _next(self):
        status, fields, body = self._response()
        if status == 500:
            # "Non-recoverable state. Runtime should exit promptly" (the Runtime API's description): no fault of anybody's.
            sys.exit(0)
        if status != 200:
            raise ProtocolFault("the next invocation came with status %d" % status)
        return fields, body

    def _response(self):
        """A response (RFC 9112 §4, §5, §6), with the names of its fields in lower case."""
        received = self.received
        while True:
            end = received.find(b"\r\n\r\n")
            if end >= 0:
                break
            if len(received) > HEAD_LIMIT:
                raise ProtocolFault("a head of more than %d bytes" % HEAD_LIMIT)
            received += self._read()
        lines = received[:end].decode("utf-8").split("\r\n")
        status = re.fullmatch(r"HTTP/1\.1 ([1-5][0-9][0-9])(?: .*)?", lines[0])
        if not status:
            raise ProtocolFault("not a response: %r" % lines[0])
        fields = {}
        for line in lines[1:]:
            name, colon, value = line.partition(":")
            name = name.lower()
            if not colon or not name or re.search("[^!-~]", name):
                raise ProtocolFault("not a field: %r" % line)
            if name in fields and name.startswith("content-"):
                raise ProtocolFault("two fields %s" % name)
            fields[name] = value.strip()
        if "transfer-encoding" in fields:
            raise ProtocolFault("a response without Content-Length")
        length = fields.get("content-length", "0")
        if not re.fullmatch("[0-9]{1,15}", length):
            raise ProtocolFault("Content-Length: %s" % length)
        start, count = end + 4, int(length)
        missing = start + count - len(received)
        if missing > 0:
            chunks = [received]
            while missing > 0:
                chunk = self._read(max(64 * 1024, min(missing, 1 << 20)))
                missing -= len(chunk)
                chunks.append(chunk)
            received = b"".join(chunks)
        self.received = received[start + count :]
        return int(status.group(1)), fields, received[start : start + count]

    def _read(self, count=64 * 1024):
        try:
            chunk = self.socket.recv(count)
        except ConnectionError:
            chunk = b""
        if not chunk:
            # Whoever started this process has ended: nobody is left to be told.
            os._exit(0)
        return chunk
