// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// What one identity source of a definition says, or what it was probably meant to say.
enum IdentitySourceText {
    case source(IdentitySource)
    case empty
    /// `$request.header.Auth`; what a REST API calls it.
    case ofHTTPAPI(String)
    case unknownVariable(String)
    case badName(String)
    case unknown

    init(_ text: String) {
        func name(after prefix: String) -> String? {
            text.utf8.starts(with: prefix.utf8)
                ? String(decoding: text.utf8.dropFirst(prefix.utf8.count), as: UTF8.self) : nil
        }
        if text.isEmpty {
            self = .empty
        } else if let name = name(after: "method.request.header.") {
            self = !name.isEmpty && name.utf8.allSatisfy(\.isTokenCharacter) ? .source(.header(name)) : .badName(name)
        } else if let name = name(after: "method.request.querystring.") {
            let isName = !name.isEmpty && name.utf8.allSatisfy { 0x21...0x7E ~= $0 }
            self = isName ? .source(.queryString(name)) : .badName(name)
        } else if let name = name(after: "stageVariables.") {
            self = .source(.stageVariable(name))
        } else if let name = name(after: "context.") {
            self = ContextVariable(rawValue: name).map { .source(.context($0)) } ?? .unknownVariable(name)
        } else if let rest = name(after: "$request.") {
            self = .ofHTTPAPI("method.request." + rest)
        } else if let rest = name(after: "$") {
            self = rest.hasPrefix("context.") || rest.hasPrefix("stageVariables.") ? .ofHTTPAPI(rest) : .unknown
        } else {
            self = .unknown
        }
    }
}

extension UInt8 {
    /// A character of a header's name (RFC 9110 §5.6.2, `tchar`).
    var isTokenCharacter: Bool {
        isLetterOrDigit || "!#$%&'*+-.^_`|~".utf8.contains(self)
    }
}
