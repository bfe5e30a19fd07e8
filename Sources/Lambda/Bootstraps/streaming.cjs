// SPDX-License-Identifier: Apache-2.0
// Handlers that write their response to a stream (`awslambda.streamifyResponse`): what they write is collected.
"use strict";

const { Writable } = require("node:stream");

class ResponseStream extends Writable {
    chunks = [];
    prelude;

    _write(chunk, encoding, done) {
        this.chunks.push(chunk);
        done();
    }

    setContentType() {}
}

/** Status, headers and cookies of a streamed response. Lambda writes them before the body; here they stay apart. */
class HttpResponseStream {
    static from(stream, prelude) {
        stream.prelude = JSON.parse(JSON.stringify(prelude));
        return stream;
    }
}

/** A stream with a prelude becomes a proxy response, since that is what the prelude's members are. */
const payload = (stream) => {
    const body = Buffer.concat(stream.chunks);
    if (stream.prelude === undefined) return body;
    const isText = body.equals(Buffer.from(body.toString("utf8")));
    return Buffer.from(
        JSON.stringify({
            ...stream.prelude,
            body: body.toString(isText ? "utf8" : "base64"),
            isBase64Encoded: !isText,
        }),
    );
};

const collect = (handler, event, context, succeed, fail) => {
    const stream = new ResponseStream();
    const result = handler(event, stream, context);
    if (typeof result?.then !== "function") {
        fail("Streaming does not support non-async handlers.");
        return;
    }
    result.then(() => {
        if (stream.writableFinished) succeed(payload(stream));
        else if (stream.writableEnded) stream.once("finish", () => succeed(payload(stream)));
        else fail("Response stream is not finished.");
    }, fail);
};

module.exports = { HttpResponseStream, collect };
