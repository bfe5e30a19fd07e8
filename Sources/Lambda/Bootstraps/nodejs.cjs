// SPDX-License-Identifier: Apache-2.0
// Runs a function of Lambda's nodejs runtimes: loads its handler, and calls it for each invocation that the Runtime API
// has. Source of what a handler may rely on: Lambda developer guide, "Building Lambda functions with Node.js".
"use strict";

const { RuntimeConnection } = require("./connection.cjs");
const { setTrace } = require("./environment.cjs");
const { RuntimeFault, described, logError, patchConsole, setRequestId } = require("./logging.cjs");

const environment = { ...process.env };
const version = Number(/\d+/.exec(environment.AWS_EXECUTION_ENV ?? "")?.[0] ?? 0);

let handler;
let parent;
let isAsync = false;
let hasWarned = false;
let isEnding = false;
/** The invocation that runs. */
let current;
/** What is done once there is nothing left to do. */
let whenEmpty;

/** The process is of no use any more; what it says of itself is already said. */
const end = (code) => process.exit(code);

const connection = new RuntimeConnection(environment.AWS_LAMBDA_RUNTIME_API, begin, (reason) => {
    if (reason) process.stderr.write(`the Runtime API is gone: ${reason.message}\n`);
    // Whoever started this process has ended: nobody is left to be told.
    end(reason ? 1 : 0);
});

/** Reports an error that nobody caught, and ends: in what state the program is cannot be known. */
const giveUp = (title, error, code) => {
    logError(title, error);
    if (isEnding) return;
    isEnding = true;
    const invocation = current;
    // Between two invocations there is none to blame.
    if (handler && !invocation) end(code);
    invocation?.finish();
    const report = described(error);
    connection.failForGood(invocation?.id, JSON.stringify(report), report.errorType, () => end(code));
};

process.on("uncaughtException", (error) => giveUp("Uncaught Exception", error, 129));
process.on("unhandledRejection", (reason) => {
    const error = Object.assign(new RuntimeFault("UnhandledPromiseRejection", reason), { reason, promise: {} });
    giveUp("Unhandled Promise Rejection", error, 128);
});
process.on("beforeExit", () => {
    const action = whenEmpty;
    whenEmpty = undefined;
    action?.();
});

const parsed = (text, name) => {
    if (text === undefined) return undefined;
    try {
        return JSON.parse(text);
    } catch (error) {
        throw new Error(`Cannot parse ${name} as json: ${error}`);
    }
};

/** One invocation, which ends once, however often its function says so. */
class Invocation {
    isOver = false;
    waitsForEmptyLoop = true;

    constructor(fields) {
        this.id = fields.get("lambda-runtime-aws-request-id");
        this.fields = fields;
    }

    succeed(result) {
        if (this.isOver) return;
        let payload;
        try {
            // Neither `undefined` nor a function is JSON.
            payload = JSON.stringify(result) ?? "null";
        } catch {
            this.fail(new Error("Unable to stringify response body"));
            return;
        }
        this.send(payload);
    }

    /** Sends JSON text, or bytes as they are. */
    send(payload) {
        this.finish();
        connection.respond(this.id, payload);
    }

    fail(error) {
        if (this.isOver) return;
        const reason = error ?? "handled";
        logError("Invoke Error", reason);
        const report = described(reason);
        this.finish();
        connection.fail(this.id, JSON.stringify(report), report.errorType);
    }

    finish() {
        this.isOver = true;
        current = undefined;
        whenEmpty = undefined;
    }

    /** `callback(error, result)`: a result goes out when the function has nothing left to do, unless it does not want that. */
    settle(error, result) {
        if (this.isOver || this.isSettled) return;
        this.isSettled = true;
        if (error !== undefined && error !== null) this.fail(error);
        else if (!this.waitsForEmptyLoop) this.succeed(result);
        else whenEmpty = () => setImmediate(() => this.succeed(result));
    }

    /** First to settle wins: a result that waits for the loop is one. */
    once(action) {
        return (...values) => {
            if (this.isOver || this.isSettled) return;
            this.isSettled = true;
            action(...values);
        };
    }

    context() {
        const { fields } = this;
        const invocation = this;
        const deadline = Number(fields.get("lambda-runtime-deadline-ms"));
        const succeed = this.once((result) => this.succeed(result));
        const fail = this.once((error) => this.fail(error));
        return {
            get callbackWaitsForEmptyEventLoop() {
                return invocation.waitsForEmptyLoop;
            },
            set callbackWaitsForEmptyEventLoop(waits) {
                invocation.waitsForEmptyLoop = waits;
            },
            succeed,
            fail,
            done: (error, result) => (error === undefined || error === null ? succeed(result) : fail(error)),
            functionVersion: environment.AWS_LAMBDA_FUNCTION_VERSION,
            functionName: environment.AWS_LAMBDA_FUNCTION_NAME,
            memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
            logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME,
            logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME,
            clientContext: parsed(fields.get("lambda-runtime-client-context"), "ClientContext"),
            identity: parsed(fields.get("lambda-runtime-cognito-identity"), "CognitoIdentity"),
            invokedFunctionArn: fields.get("lambda-runtime-invoked-function-arn"),
            awsRequestId: this.id,
            getRemainingTimeInMillis: () => deadline - Date.now(),
        };
    }
}

/** Lambda ends an invocation whose function has nothing left to do and has not answered. */
const endEmpty = (invocation) => {
    if (!isAsync) return invocation.succeed(null);
    return invocation.fail(
        new RuntimeFault(
            "NodeJsExit",
            "The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise " +
                "that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes",
        ),
    );
};

/** Up to nodejs22.x Lambda looks at no value that a handler returns unless it is a promise, and says nothing of it. */
const takeValue = (invocation, context, value) => {
    // Open question: nodejs24.x is documented to take synchronous handlers; that it answers with their value is our reading.
    if (version >= 24) context.succeed(value);
    else if (!hasWarned) {
        hasWarned = true;
        console.warn("The handler returned a value that is no promise: Lambda ignores it. Make the handler async.");
    }
};

function begin(fields, body) {
    const invocation = new Invocation(fields);
    current = invocation;
    setRequestId(invocation.id);
    setTrace(fields.get("lambda-runtime-trace-id"));
    whenEmpty = () => endEmpty(invocation);
    try {
        const context = invocation.context();
        const event = JSON.parse(body);
        if (handler[Symbol.for("aws.lambda.runtime.handler.streaming")]) {
            require("./streaming.cjs").collect(
                handler.bind(parent),
                event,
                context,
                invocation.once((bytes) => invocation.send(bytes)),
                context.fail,
            );
            return;
        }
        const result = handler.call(parent, event, context, (error, value) => invocation.settle(error, value));
        if (typeof result?.then === "function") result.then(context.succeed, context.fail);
        else if (result !== undefined) takeValue(invocation, context, result);
    } catch (error) {
        invocation.fail(error);
    }
}

const start = async () => {
    patchConsole();
    globalThis.awslambda = {
        streamifyResponse: (streaming) => {
            streaming[Symbol.for("aws.lambda.runtime.handler.streaming")] = "response";
            return streaming;
        },
        get HttpResponseStream() {
            return require("./streaming.cjs").HttpResponseStream;
        },
    };
    const { load } = require("./loader.cjs");
    try {
        const found = await load(environment.LAMBDA_TASK_ROOT ?? process.cwd(), environment._HANDLER ?? "");
        ({ handler, parent } = found);
    } catch (error) {
        giveUp("Uncaught Exception", error, 129);
        return;
    }
    isAsync = handler.constructor?.name === "AsyncFunction";
    if (version >= 24 && handler.length >= 3) {
        console.warn("nodejs24.x refuses handlers with a callback: on Lambda this is Runtime.CallbackHandlerDeprecated.");
    }
    connection.next();
};

start();
