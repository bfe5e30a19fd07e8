// SPDX-License-Identifier: Apache-2.0
// The same function behind Node's own HTTP server and nothing else: node bare.js PORT
"use strict";

const http = require("node:http");
const { hello } = require("./handler.js");

const server = http.createServer(async (request, response) => {
    const path = request.url.split("?", 1)[0];
    const event = {
        resource: path,
        path,
        httpMethod: request.method,
        headers: request.headers,
        queryStringParameters: null,
        pathParameters: null,
        requestContext: { httpMethod: request.method, path, identity: { sourceIp: request.socket.remoteAddress } },
        body: null,
        isBase64Encoded: false,
    };
    const { statusCode, headers, body } = await hello(event, {});
    // With its length: chunks would cost it a second write.
    response.writeHead(statusCode, { ...headers, "Content-Length": Buffer.byteLength(body) });
    response.end(body);
});
server.listen(Number(process.argv[2]), "127.0.0.1");
