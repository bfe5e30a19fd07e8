// SPDX-License-Identifier: Apache-2.0
// Finds the function that a handler's name means: `src/app.api.handler` is `api.handler` among the exports of src/app.js.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { RuntimeFault } = require("./logging.cjs");

/** The folder is everything up to the last slash, the module what stands before the first dot behind it. */
const parse = (name) => {
    if (name.includes("..")) {
        throw new RuntimeFault(
            "MalformedHandlerName",
            `'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
        );
    }
    const base = path.basename(name);
    const folder = name.slice(0, name.indexOf(base));
    const dot = base.indexOf(".");
    if (dot < 0) throw new RuntimeFault("MalformedHandlerName", "Bad handler");
    return { folder, module: base.slice(0, dot), members: base.slice(dot + 1).split(".") };
};

/** Whether `.js` is an ES module there: the nearest package.json says so, and a node_modules folder ends the search. */
const isModuleFolder = (folder) => {
    if (folder.endsWith("/node_modules")) return false;
    const file = path.join(folder, "package.json");
    if (fs.existsSync(file)) {
        try {
            return JSON.parse(fs.readFileSync(file, "utf8"))?.type === "module";
        } catch (error) {
            console.warn(`${file} cannot be read, so the JavaScript beside it is taken for CommonJS.`, error);
            return false;
        }
    }
    return folder === "/" ? false : isModuleFolder(path.dirname(folder));
};

const importFile = (file) => import(require("node:url").pathToFileURL(file).href);

const importTypeScript = async (file) => {
    if (!process.features.typescript && !process.execArgv.includes("--experimental-strip-types")) {
        throw new RuntimeFault(
            "ImportModuleError",
            `Error: ${file} is TypeScript, and Node ${process.version} cannot strip types; ` +
                "install Node 22.18 or newer, or compile it to JavaScript",
        );
    }
    const loaded = await importFile(file);
    // The exports of CommonJS that Node cannot foresee.
    return loaded.default && typeof loaded.default === "object" ? { ...loaded.default, ...loaded } : loaded;
};

/** In Lambda's order; what is no ES module is loaded at once. */
const loadModule = (root, folder, module) => {
    const file = path.resolve(root, folder, module);
    if (fs.existsSync(file)) return require(file);
    const isModule = isModuleFolder(path.dirname(file));
    const ways = [
        [".js", isModule ? importFile : require],
        [".mjs", importFile],
        [".cjs", require],
        [".ts", importTypeScript],
        [".mts", importTypeScript],
        [".cts", importTypeScript],
    ];
    const way = ways.find(([extension]) => fs.existsSync(file + extension));
    if (way) return way[1](file + way[0]);
    return require(require.resolve(module, { paths: [root, path.resolve(root, folder)] }));
};

/** The handler, as a function that calls it on what it is a member of: methods of classes and of instances find `this`. */
const load = async (root, name) => {
    const { folder, module, members } = parse(name);
    let loaded;
    try {
        loaded = await loadModule(root, folder, module);
    } catch (error) {
        if (error instanceof SyntaxError) {
            // Lambda's words do not say where.
            console.error(error);
            throw new RuntimeFault("UserCodeSyntaxError", error);
        }
        if (error?.code === "MODULE_NOT_FOUND") throw new RuntimeFault("ImportModuleError", error);
        throw error;
    }
    const last = members.pop();
    const parent = members.reduce((object, member) => object?.[member], loaded);
    const handler = parent?.[last];
    if (!handler) throw new RuntimeFault("HandlerNotFound", `${name} is undefined or not exported`);
    if (typeof handler !== "function") throw new RuntimeFault("HandlerNotFound", `${name} is not a function`);
    return { handler, parent: members.length > 0 ? parent : undefined };
};

module.exports = { load };
