// SPDX-License-Identifier: Apache-2.0
// The function of the rows in Node; imports.js is what it imports, by itself.
"use strict";

require("./imports.js");

exports.hello = async (event) => ({
    statusCode: 200,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ message: "Welcome to our Public API!", path: event.path }),
});
