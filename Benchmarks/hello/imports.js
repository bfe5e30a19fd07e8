// SPDX-License-Identifier: Apache-2.0
// What a function that verifies tokens begins with.
"use strict";

require("node:crypto");
require("node:https");
