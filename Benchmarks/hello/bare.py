# SPDX-License-Identifier: Apache-2.0
"""The same function behind Python's own HTTP server and nothing else: bare.py PORT"""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from handler import hello


class Handler(BaseHTTPRequestHandler):
    # Connections stay open. Head and body leave in one write, and at once: without that Nagle's algorithm and delayed
    # acknowledgements (RFC 9293 §3.7.4) would cost it 40 ms for each answer.
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self):
        path = self.path.partition("?")[0]
        event = {
            "resource": path,
            "path": path,
            "httpMethod": self.command,
            "headers": dict(self.headers),
            "queryStringParameters": None,
            "pathParameters": None,
            "requestContext": {"httpMethod": self.command, "path": path, "identity": {"sourceIp": self.client_address[0]}},
            "body": None,
            "isBase64Encoded": False,
        }
        answer = hello(event, None)
        body = answer["body"].encode()
        self.send_response(answer["statusCode"])
        for name, value in answer["headers"].items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Not a line for each request: to its advantage."""


class Server(ThreadingHTTPServer):
    # A thread for each connection: one thread alone would serve the first of them until that is closed.
    request_queue_size = 128


Server(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
