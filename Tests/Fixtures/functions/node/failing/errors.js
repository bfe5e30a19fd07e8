// SPDX-License-Identifier: Apache-2.0
"use strict";

class Unauthorized extends Error {
    name = "Unauthorized";
}
exports.throws = async () => {
    throw new TypeError("boom");
};
exports.throwsAtOnce = () => {
    throw new Error("at once");
};
exports.throwsOwn = async () => {
    throw new Unauthorized("no token");
};
exports.throwsText = async () => {
    throw "Unauthorized";
};
exports.throwsNothing = async () => Promise.reject();
exports.calledWithText = (event, context, callback) => callback("Unauthorized");
exports.calledWithError = (event, context, callback) => callback(new RangeError("range"));
exports.fails = (event, context) => context.fail(new Error("failed"));
exports.failsWithNothing = (event, context) => context.fail();
exports.circular = async () => {
    const circle = {};
    circle.circle = circle;
    return circle;
};
exports.bigInteger = async () => 1n;
exports.neverSettles = async () => new Promise(() => {});
exports.rejectsAside = async () => {
    Promise.reject(new Error("aside"));
    await new Promise((resolve) => setTimeout(resolve, 1_000_000));
};
exports.throwsAside = async () => {
    setImmediate(() => {
        throw new RangeError("aside");
    });
    await new Promise((resolve) => setTimeout(resolve, 1_000_000));
};
exports.exits = async () => process.exit(3);
exports.noFunction = 1;

exports.throwsLong = async () => {
    throw Object.assign(new Error("long"), { name: "N".repeat(100_000) });
};
