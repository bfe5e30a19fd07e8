// SPDX-License-Identifier: Apache-2.0
// process.env, with the trace of the invocation that runs. It is kept beside the environment, because setenv(3) never frees
// what it replaces: a process would grow with each invocation.
"use strict";

const NAME = "_X_AMZN_TRACE_ID";
let trace;

process.env = new Proxy(process.env, {
    get: (real, name) => (name === NAME ? trace : real[name]),
    has: (real, name) => (name === NAME ? trace !== undefined : name in real),
    set: (real, name, value) => {
        if (name === NAME) trace = `${value}`;
        else real[name] = value;
        return true;
    },
    deleteProperty: (real, name) => {
        if (name === NAME) trace = undefined;
        return delete real[name];
    },
    ownKeys: (real) => (trace === undefined ? Reflect.ownKeys(real) : [...Reflect.ownKeys(real), NAME]),
    getOwnPropertyDescriptor: (real, name) => {
        if (name !== NAME) return Reflect.getOwnPropertyDescriptor(real, name);
        return trace === undefined ? undefined : { value: trace, writable: true, enumerable: true, configurable: true };
    },
});

/** Says which trace the invocation belongs to; `undefined` for none. */
const setTrace = (value) => {
    trace = value;
};

module.exports = { setTrace };
