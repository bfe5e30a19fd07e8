// SPDX-License-Identifier: Apache-2.0
"use strict";

exports.async = async (event) => ({ got: event });
exports.promise = (event) => Promise.resolve({ got: event });
exports.thenable = (event) => ({ then: (resolve) => resolve(event) });
exports.callback = (event, context, callback) => callback(null, { got: event });
exports.deferred = (event, context, callback) => void setImmediate(() => callback(null, "later"));
exports.done = (event, context) => context.done(null, "done");
exports.succeed = (event, context) => context.succeed("succeeded");
exports.first = (event, context, callback) => {
    context.succeed("first");
    context.fail(new Error("second"));
    callback(null, "third");
};
exports.firstOfTwo = async (event, context) => {
    context.succeed("context");
    return "promise";
};
exports.nothing = () => {};
exports.undefined = async () => {};
exports.value = () => 7;
exports.text = async () => "ü€😀";
exports.large = async (event) => ({ length: event.text.length, text: event.text });

// The result waits for the timer, unless the function does not want that.
let ticks = 0;
exports.waits = (event, context, callback) => {
    setTimeout(() => (ticks += 1), 20);
    callback(null, { get ticks() { return ticks; } });
};
exports.doesNotWait = (event, context, callback) => {
    context.callbackWaitsForEmptyEventLoop = false;
    setTimeout(() => {}, 1_000_000);
    callback(null, "at once");
};

class Greeter {
    greeting = "hello";
    async greet() {
        return this.greeting;
    }
    static async create() {
        return this === Greeter;
    }
}
exports.Greeter = Greeter;
exports.greeter = new Greeter();
exports.deep = { er: { handler: async () => "deep" } };

let calls = 0;
exports.counts = async () => (calls += 1);

exports.context = async (event, context) => ({
    ...context,
    isTimeLeft: context.getRemainingTimeInMillis() > 0 && context.getRemainingTimeInMillis() <= 600_000,
    trace: process.env._X_AMZN_TRACE_ID,
});
exports.environment = async (event) => Object.fromEntries(event.names.map((name) => [name, process.env[name] ?? null]));
exports.folder = async () => process.cwd() === __dirname && process.env.LAMBDA_TASK_ROOT === __dirname;
exports.byTaskRoot = async () => require("src/api/users").name;

exports.streaming = awslambda.streamifyResponse(async (event, stream) => {
    stream.write('{"a":');
    stream.end("1}");
});
exports.streamingWithPrelude = awslambda.streamifyResponse(async (event, stream) => {
    stream = awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { "X-A": "b" } });
    stream.write("hel");
    stream.end("lo");
});

exports.trace = async () => ({
    named: process.env._X_AMZN_TRACE_ID?.slice(-1),
    spread: { ...process.env }._X_AMZN_TRACE_ID?.slice(-1),
    has: "_X_AMZN_TRACE_ID" in process.env,
    others: Object.keys(process.env).length > 1 && "PATH" in process.env && process.env.PATH.length > 0,
    child: require("node:child_process").execFileSync("/bin/sh", ["-c", "printf %s $_X_AMZN_TRACE_ID"]).toString().slice(-1),
    coerced: ((process.env.NUMBER = 1), process.env.NUMBER),
    isGone: delete process.env.NUMBER && process.env.NUMBER === undefined,
});
