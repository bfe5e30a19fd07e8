// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayModel

/// `cors:`, which the two kinds of API have in words of their own.
extension RoutesSchema {
    static var restCors: JSONValue {
        SchemaValue.map(
            of: .cors,
            [
                "origins": SchemaValue.oneOrMore(
                    "The origins as browsers send them, or '*'.",
                    SchemaValue.text(),
                    default: ["*"]
                ),
                "headers": headers("The request headers that a page may set.", default: CORS.usualHeaders),
                "exposedHeaders": headers("The response headers that a page may read."),
                "methods": SchemaValue.oneOrMore(
                    "The methods that a page may use; left out, those that a resource has.",
                    SchemaValue.word(nil, HTTPMethod.allCases.map(\.rawValue))
                ),
                "credentials": SchemaValue.boolean("Whether cookies and the like may ride along.", default: false),
                "maxAge": SchemaValue.number("How long a browser may remember a preflight, in seconds.", 0...86_400),
            ]
        )
    }

    static var httpCors: JSONValue {
        SchemaValue.map(
            of: .corsConfiguration,
            [
                "allowOrigins": SchemaValue.oneOrMore(
                    "The origins as browsers send them, or '*', 'http://*', 'https://*'.",
                    SchemaValue.text()
                ),
                "allowMethods": SchemaValue.oneOrMore(
                    "The methods that a page may use, or '*'.",
                    SchemaValue.word(nil, HTTPMethod.allCases.map(\.rawValue) + ["*"])
                ),
                "allowHeaders": headers("The request headers that a page may set, or '*'."),
                "exposeHeaders": headers("The response headers that a page may read, or '*'."),
                "maxAge": SchemaValue.number(
                    "How long a browser may remember a preflight, in seconds.",
                    RoutesReader.maxAgeRange
                ),
                "allowCredentials": SchemaValue.boolean(
                    "Whether cookies and the like may ride along.",
                    default: false
                ),
            ]
        )
    }

    private static func headers(_ description: String, default usual: [String]? = nil) -> JSONValue {
        SchemaValue.oneOrMore(
            description,
            ["type": "string", "pattern": "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$"],
            default: usual
        )
    }
}
