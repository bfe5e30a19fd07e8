// SPDX-License-Identifier: Apache-2.0

/// Why a template could not be rendered, and where.
package struct TemplateFault: Error, Hashable, CustomStringConvertible {
    package let reason: Reason
    /// Nothing when the fault has no place, as a payload that is no JSON.
    package let position: TemplatePosition?

    package enum Reason: Hashable, Sendable {
        /// The payload is no JSON, and the template asked for something in it.
        ///
        /// It is a client's fault where the payload is a request's: 400 there, and 500 everywhere else.
        case payload(String)
        /// A method was called with something that it cannot take, such as an index beyond the end of a list.
        case call(String)
        /// A JSONPath that cannot be read.
        case path(String)
        /// A parameter was overridden twice ("Overrides are final").
        case overriddenTwice(String)
        case limit(String)
    }

    package var description: String {
        let place = position.map { "line \($0.line), column \($0.column): " } ?? ""
        switch reason {
        case .payload(let what): return "\(place)the payload is no JSON: \(what)"
        case .call(let what), .path(let what), .limit(let what): return place + what
        case .overriddenTwice(let name): return "\(place)\(name) is overridden a second time; overrides are final"
        }
    }
}

/// A fault inside the interpreter, before anyone knows where.
struct Fault: Error {
    let reason: TemplateFault.Reason
    var offset: Int?

    init(_ reason: TemplateFault.Reason, at offset: Int? = nil) {
        self.reason = reason
        self.offset = offset
    }

    static func call(_ message: String) -> Fault { Fault(.call(message)) }
    static func limit(_ message: String) -> Fault { Fault(.limit(message)) }

    /// A list or map that holds itself is nested without end.
    static var valueTooDeep: Fault {
        .limit("a value is nested deeper than \(TemplateLimits.valueDepth), as one is that holds itself")
    }
}
