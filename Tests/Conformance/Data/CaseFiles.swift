// SPDX-License-Identifier: Apache-2.0

import GatewayFiles
import GatewayJSON

/// The cases, as they lie beside this code: Cases/AREA.json, a list each.
enum CaseFiles {
    /// The areas of the reference, in the order of its text.
    static let areas = [
        "routing", "lambda-authorizer", "jwt-authorizer", "lambda-event", "lambda-proxy-response", "binary",
        "response-headers", "header-mapping", "http-integration", "non-proxy-lambda", "passthrough", "mock", "vtl",
        "gateway-response", "cors", "stage-variables", "size", "validation", "api-key", "throttling",
        "resource-policy", "waf", "compression", "canary", "websocket",
    ]

    static func cases(of area: String) throws -> [ConformanceCase] {
        try byArea.get()[area] ?? []
    }

    static func all() throws -> [ConformanceCase] {
        try areas.flatMap(cases)
    }

    /// Read once: every test of this room wants them.
    private static let byArea = Result { () throws -> [String: [ConformanceCase]] in
        try Dictionary(uniqueKeysWithValues: areas.map { area in (area, try read(area)) })
    }

    private static func read(_ area: String) throws -> [ConformanceCase] {
        let file = try JSONValue(parsing: try bytes("Tests/Conformance/Cases/\(area).json"))
        guard let list = file.array else { throw CaseMistake("\(area).json is \(file.kind), expected a list") }
        return try list.map { value in try ConformanceCase(value, area: area) }
    }

    /// The ids of the reference: none may be missing.
    static func referenceIds() throws -> [String] {
        let text = String(decoding: try bytes("Tests/Conformance/ids.txt"), as: UTF8.self)
        return text.split(separator: "\n").map(String.init)
    }

    /// A file of the repository.
    static func bytes(_ path: String) throws -> [UInt8] {
        try File.read(root + path)
    }

    static let root = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/") + "/"
}
