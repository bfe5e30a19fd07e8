// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// What one identity source of a definition says, or what it was probably meant to say.
enum IdentitySourceText {
    case source(IdentitySource)
    case empty
    /// How the other kind of API writes it: `$request.header.Auth`; what this one calls it.
    case ofOtherAPI(String)
    case unknownVariable(String)
    case badName(String)
    case unknown

    /// Reads what a kind of API writes: `method.request.header.Auth` or `$request.header.Auth`.
    init(_ text: String, for kind: API.Kind) {
        guard !text.isEmpty else {
            self = .empty
            return
        }
        // Both say the same with another beginning.
        let asREST =
            Self.replacing("$request.", by: "method.request.", in: text) ?? Self.replacing("$", by: "", in: text)
        switch (kind, asREST) {
        case (.rest, nil): self = Self.ofREST(text, variables: ContextVariable.ofREST)
        case (.http, let asREST?): self = Self.ofREST(asREST, variables: ContextVariable.ofHTTP)
        case (.rest, let asREST?):
            self = Self.ofREST(asREST, variables: ContextVariable.ofREST).isUnknown ? .unknown : .ofOtherAPI(asREST)
        case (.http, nil):
            let meant = Self.replacing("method.request.", by: "$request.", in: text) ?? "$" + text
            self = Self.ofREST(text, variables: ContextVariable.ofHTTP).isUnknown ? .unknown : .ofOtherAPI(meant)
        }
    }

    private static func ofREST(_ text: String, variables: [ContextVariable]) -> Self {
        if let name = replacing("method.request.header.", by: "", in: text) {
            return !name.isEmpty && name.utf8.allSatisfy(\.isTokenCharacter) ? .source(.header(name)) : .badName(name)
        }
        if let name = replacing("method.request.querystring.", by: "", in: text) {
            let isName = !name.isEmpty && name.utf8.allSatisfy { 0x21...0x7E ~= $0 }
            return isName ? .source(.queryString(name)) : .badName(name)
        }
        if let name = replacing("stageVariables.", by: "", in: text) { return .source(.stageVariable(name)) }
        if let name = replacing("context.", by: "", in: text) {
            return variables.first { $0.rawValue.utf8.elementsEqual(name.utf8) }.map { .source(.context($0)) }
                ?? .unknownVariable(name)
        }
        return .unknown
    }

    private static func replacing(_ prefix: String, by other: String, in text: String) -> String? {
        text.utf8.starts(with: prefix.utf8)
            ? other + String(decoding: text.utf8.dropFirst(prefix.utf8.count), as: UTF8.self) : nil
    }

    private var isUnknown: Bool { if case .unknown = self { true } else { false } }
}

extension ContextVariable {
    /// A REST API has resources, an HTTP API has routes.
    static let ofREST = allCases.filter { $0 != .routeKey }
    static let ofHTTP = allCases.filter { $0 != .resourceId && $0 != .resourcePath }
}

extension UInt8 {
    /// A character of a header's name (RFC 9110 §5.6.2, `tchar`).
    var isTokenCharacter: Bool {
        isLetterOrDigit || "!#$%&'*+-.^_`|~".utf8.contains(self)
    }
}
