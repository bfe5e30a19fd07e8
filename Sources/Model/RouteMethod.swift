// SPDX-License-Identifier: Apache-2.0

/// The methods that an API Gateway resource can declare.
package enum HTTPMethod: String, Sendable, Hashable, CaseIterable {
    case delete = "DELETE"
    case get = "GET"
    case head = "HEAD"
    case options = "OPTIONS"
    case patch = "PATCH"
    case post = "POST"
    case put = "PUT"
}

/// A method, or `ANY`, which stands for all seven that are not declared beside it.
package enum RouteMethod: Sendable, Hashable, CustomStringConvertible {
    case any
    case exactly(HTTPMethod)

    /// Reads `GET` or `ANY`, in capitals.
    package init?(_ text: String) {
        if text == "ANY" {
            self = .any
        } else if let method = HTTPMethod(rawValue: text) {
            self = .exactly(method)
        } else {
            return nil
        }
    }

    package var description: String {
        switch self {
        case .any: "ANY"
        case .exactly(let method): method.rawValue
        }
    }

    /// Every spelling that ``init(_:)`` takes.
    package static let allSpellings = HTTPMethod.allCases.map(\.rawValue) + ["ANY"]
}
