// SPDX-License-Identifier: Apache-2.0
// What a function logs and how it fails, in Lambda's words.
"use strict";

const util = require("node:util");

/** The invocation that runs; Lambda writes `undefined` before the first. */
let requestId;

const setRequestId = (id) => {
    requestId = id;
};

const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

/** Source: Lambda developer guide, "Log and monitor Node.js Lambda functions"; AWS_LAMBDA_LOG_LEVEL as for text there. */
const patchConsole = () => {
    const least = Math.max(0, LEVELS.indexOf((process.env.AWS_LAMBDA_LOG_LEVEL ?? "").toUpperCase()));
    LEVELS.forEach((level, rank) => {
        console[level.toLowerCase()] =
            rank < least
                ? () => {}
                : (...values) => {
                      const text = util.format(...values);
                      process.stdout.write(`${new Date().toISOString()}\t${requestId}\t${level}\t${text}\n`);
                  };
    });
    console.log = console.info;
};

/** Message and stack of an error cannot be enumerated; what a program has added to it can. */
const withMembers = (name, value) => {
    if (!(value instanceof Error)) return value;
    const members = { errorType: value.name, errorMessage: value.message, code: value.code, ...value };
    if (typeof value.stack === "string") members.stack = value.stack.split("\n");
    return members;
};

const logError = (title, error) => {
    const shown = error instanceof Error ? error : new Error(error);
    let text;
    try {
        text = JSON.stringify(shown, withMembers);
    } catch {
        text = JSON.stringify(described(error));
    }
    console.error(title, `\t${text}`);
};

const isLikeError = (value) => ["name", "message", "stack"].every((name) => value?.[name] && typeof value[name] === "string");

/** An error as the Runtime API takes it. */
const described = (error) => {
    try {
        if (util.types.isNativeError(error) || isLikeError(error)) {
            return { errorType: error.name, errorMessage: error.message, trace: error.stack.split("\n") };
        }
        return { errorType: typeof error, errorMessage: error.toString(), trace: [] };
    } catch {
        return {
            errorType: "handled",
            errorMessage:
                "callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack",
        };
    }
};

/** An error of the runtime itself: Lambda names them `Runtime.…`. */
class RuntimeFault extends Error {
    constructor(kind, message) {
        super(message);
        Object.defineProperty(this, "name", { value: `Runtime.${kind}` });
        // The name is part of the stack's first line.
        Error.captureStackTrace(this, RuntimeFault);
    }
}

module.exports = { RuntimeFault, described, logError, patchConsole, setRequestId };
