// SPDX-License-Identifier: Apache-2.0
"use strict";

console.log("before the first");
exports.handler = async () => {
    console.log("%s and", "text", { a: 1 });
    console.debug("debug");
    console.warn("two\nlines");
    console.error("wrong");
    process.stdout.write("as it is\n");
};
