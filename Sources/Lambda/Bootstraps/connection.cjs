// SPDX-License-Identifier: Apache-2.0
// The Lambda Runtime API (2018-06-01) over one connection: an answer and the question for what comes next are one write,
// and what comes is read by a parser that knows no more of HTTP/1.1 than that server has to say.
"use strict";

const net = require("node:net");

const API = "/2018-06-01/runtime";
const HEAD_LIMIT = 64 * 1024;
/** Of what stands in a field beside the report, which has all of it. */
const TYPE_LIMIT = 1024;
const END_OF_HEAD = Buffer.from("\r\n\r\n");

/** A response that is none: the other side does not speak the Runtime API. */
class ProtocolFault extends Error {}

/** The status and the fields of a head, names in lower case (RFC 9112 §4, §5). */
const parseHead = (text) => {
    const lines = text.split("\r\n");
    const status = /^HTTP\/1\.1 ([1-5]\d\d)(?: .*)?$/.exec(lines[0]);
    if (!status) throw new ProtocolFault(`not a response: ${JSON.stringify(lines[0])}`);
    const fields = new Map();
    for (let index = 1; index < lines.length; index += 1) {
        const line = lines[index];
        const colon = line.indexOf(":");
        const name = line.slice(0, colon).toLowerCase();
        if (colon < 1 || /[^!-~]/.test(name)) throw new ProtocolFault(`not a field: ${JSON.stringify(line)}`);
        if (fields.has(name) && name.startsWith("content-")) throw new ProtocolFault(`two fields ${name}`);
        fields.set(name, line.slice(colon + 1).trim());
    }
    if (fields.has("transfer-encoding")) throw new ProtocolFault("a response without Content-Length");
    const length = fields.get("content-length") ?? "0";
    if (!/^\d{1,15}$/.test(length)) throw new ProtocolFault(`Content-Length: ${length}`);
    return { status: Number(status[1]), fields, length: Number(length) };
};

class RuntimeConnection {
    /** Who is told of each response that is still to come, in order. */
    #waiting = [];
    /** What has arrived of a head. */
    #rest = null;
    #head = null;
    #body = null;
    #filled = 0;
    #onEnd;
    #onNext;

    /**
     * @param address `host:port`.
     * @param onNext Is called with the fields and the text of each invocation.
     * @param onEnd Is called when there is nobody to speak to any more, with the reason.
     */
    constructor(address, onNext, onEnd) {
        this.#onNext = onNext;
        this.#onEnd = onEnd;
        this.host = address;
        const colon = address.lastIndexOf(":");
        this.socket = net.connect({
            host: address.slice(0, colon).replace(/^\[|\]$/g, ""),
            port: Number(address.slice(colon + 1)),
            noDelay: true,
            // One buffer for every read, instead of a new one for each.
            onread: {
                buffer: Buffer.allocUnsafeSlow(64 * 1024),
                callback: (count, buffer) => this.#read(buffer.subarray(0, count)),
            },
        });
        // Whoever does not listen any more has said all there is to say.
        this.socket.on("error", (error) => onEnd(["EPIPE", "ECONNRESET"].includes(error.code) ? null : error));
        this.socket.on("close", () => onEnd(null));
    }

    /** Asks for an invocation: what has to be initialized is. */
    next() {
        this.#send(this.#get(), this.#expectNext);
    }

    /**
     * Answers an invocation, and asks for the next.
     *
     * @param payload JSON text, or bytes.
     */
    respond(id, payload) {
        this.#post(`/invocation/${id}/response`, payload, "", true);
    }

    /** Says what went wrong in an invocation, and asks for the next. */
    fail(id, payload, errorType) {
        this.#post(`/invocation/${id}/error`, payload, errorType, true);
    }

    /** Says what went wrong, in an invocation or, without an id, before the first; then this process is to end. */
    failForGood(id, payload, errorType, whenDone) {
        this.#post(id === undefined ? "/init/error" : `/invocation/${id}/error`, payload, errorType, false, whenDone);
    }

    /** Whether the process goes on for the sake of this connection: not while an invocation runs. */
    set isWaiting(isWaiting) {
        if (isWaiting) this.socket.ref();
        else this.socket.unref();
    }

    #get() {
        return `GET ${API}/invocation/next HTTP/1.1\r\nHost: ${this.host}\r\n\r\n`;
    }

    #post(path, payload, errorType, goesOn, whenDone = () => {}) {
        const isText = typeof payload === "string";
        const length = isText ? Buffer.byteLength(payload) : payload.length;
        const type = isText ? "application/json" : "application/octet-stream";
        const shown = errorType?.slice(0, TYPE_LIMIT).replace(/[^!-~]/g, "?");
        const error = errorType ? `Lambda-Runtime-Function-Error-Type: ${shown}\r\n` : "";
        const head =
            `POST ${API}${path} HTTP/1.1\r\nHost: ${this.host}\r\nContent-Type: ${type}\r\n` +
            `${error}Content-Length: ${length}\r\n\r\n`;
        this.#waiting.push(whenDone);
        const next = goesOn ? this.#get() : "";
        const bytes = isText ? head + payload + next : Buffer.concat([Buffer.from(head), payload, Buffer.from(next)]);
        this.#send(bytes, goesOn ? this.#expectNext : null);
    }

    #send(bytes, expectation) {
        if (expectation) this.#waiting.push(expectation);
        this.isWaiting = true;
        this.socket.write(bytes);
    }

    #expectNext = (head, body) => {
        // "Non-recoverable state. Runtime should exit promptly" (the Runtime API's description): no fault of anybody's.
        if (head.status === 500) return this.#onEnd(null);
        if (head.status !== 200) throw new ProtocolFault(`the next invocation came with status ${head.status}`);
        this.isWaiting = false;
        this.#onNext(head.fields, body);
    };

    #read(chunk) {
        try {
            this.#consume(chunk);
        } catch (fault) {
            if (!(fault instanceof ProtocolFault)) throw fault;
            this.#onEnd(fault);
        }
        return true;
    }

    #consume(chunk) {
        while (chunk.length > 0) {
            chunk = this.#head ? this.#takeBody(chunk) : this.#takeHead(chunk);
            if (this.#head && this.#filled === this.#head.length) this.#finish();
        }
    }

    #takeHead(chunk) {
        const bytes = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
        const end = bytes.indexOf(END_OF_HEAD);
        if (end < 0) {
            if (bytes.length > HEAD_LIMIT) throw new ProtocolFault(`a head of more than ${HEAD_LIMIT} bytes`);
            // The buffer is written again by the next read.
            this.#rest = Buffer.from(bytes);
            return bytes.subarray(bytes.length);
        }
        this.#rest = null;
        this.#head = parseHead(bytes.utf8Slice(0, end));
        this.#filled = 0;
        return bytes.subarray(end + END_OF_HEAD.length);
    }

    #takeBody(chunk) {
        const { length } = this.#head;
        const count = Math.min(length - this.#filled, chunk.length);
        if (count === length) {
            this.#body = chunk.utf8Slice(0, length);
        } else {
            this.#body ??= Buffer.allocUnsafe(length);
            chunk.copy(this.#body, this.#filled, 0, count);
        }
        this.#filled += count;
        return chunk.subarray(count);
    }

    #finish() {
        const head = this.#head;
        const body = this.#body ?? "";
        this.#head = null;
        this.#body = null;
        const expectation = this.#waiting.shift();
        if (!expectation) throw new ProtocolFault("a response that nobody asked for");
        expectation(head, typeof body === "string" ? body : body.utf8Slice(0, body.length));
    }
}

module.exports = { RuntimeConnection };
