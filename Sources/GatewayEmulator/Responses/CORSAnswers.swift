// SPDX-License-Identifier: Apache-2.0

import GatewayModel
import GatewayTransport

/// An API's CORS settings made ready: what a preflight is answered, and what is put on every other answer.
///
/// - Source: the Fetch standard, "HTTP responses" of "CORS protocol"; API Gateway developer guide, "CORS for REST APIs".
struct CORSAnswers: Sendable {
    private let origins: Origins
    /// What every answer but a preflight's gets when every origin may read it: the same each time.
    private let everyFields: ResponseFields
    private let headers: [UInt8]
    private let methods: [HTTPMethod]?
    private let allowsCredentials: Bool
    private let exposedHeaders: [UInt8]?
    private let maxAge: [UInt8]?

    private enum Origins: Sendable {
        case every
        case these([[UInt8]])
    }

    init(_ cors: CORS) {
        switch cors.origins {
        case .every: origins = .every
        case .these(let texts): origins = .these(texts.map { Array($0.utf8) })
        }
        headers = Array(cors.headers.joined(separator: ",").utf8)
        methods = cors.methods
        allowsCredentials = cors.allowsCredentials
        var everyFields = ResponseFields()
        everyFields.append("Access-Control-Allow-Origin", "*")
        if allowsCredentials { everyFields.append("Access-Control-Allow-Credentials", "true") }
        exposedHeaders =
            cors.exposedHeaders.isEmpty ? nil : Array(cors.exposedHeaders.joined(separator: ",").utf8)
        if let exposedHeaders { everyFields.append("Access-Control-Expose-Headers", exposedHeaders) }
        self.everyFields = everyFields
        maxAge = cors.maxAge.map { Array(String($0).utf8) }
    }

    /// Whether pages of an origin may read answers.
    func allows(_ origin: ArraySlice<UInt8>) -> Bool {
        switch origins {
        case .every: true
        case .these(let known): known.contains { $0.elementsEqual(origin) }
        }
    }

    /// Puts on an answer what lets a page read it.
    ///
    /// - Parameters:
    ///   - fields: Of the answer, whatever its status.
    ///   - origin: The request's `Origin`, if it has one.
    func append(to fields: inout ResponseFields, for origin: ArraySlice<UInt8>?) {
        if case .every = origins { return fields.append(everyFields) }
        guard allow(in: &fields, for: origin) else { return }
        if let exposedHeaders { fields.append("Access-Control-Expose-Headers", exposedHeaders) }
    }

    /// - Returns: Whether pages of the origin may read the answer.
    private func allow(in fields: inout ResponseFields, for origin: ArraySlice<UInt8>?) -> Bool {
        switch origins {
        case .every: fields.append("Access-Control-Allow-Origin", "*")
        case .these:
            // Who gets which answer depends on who asks: caches in between must know (Fetch, "CORS protocol and HTTP
            // caches").
            fields.append("Vary", "Origin")
            guard let origin, allows(origin) else { return false }
            fields.append("Access-Control-Allow-Origin", origin)
        }
        if allowsCredentials { fields.append("Access-Control-Allow-Credentials", "true") }
        return true
    }

    /// Puts on the answer to a preflight what the real request may be.
    ///
    /// - Parameters:
    ///   - fields: Of the answer.
    ///   - origin: The request's `Origin`, if it has one.
    ///   - declared: The methods that the resource has.
    func appendPreflight(to fields: inout ResponseFields, for origin: ArraySlice<UInt8>?, _ declared: [HTTPMethod]) {
        guard allow(in: &fields, for: origin) else { return }
        fields.append("Access-Control-Allow-Headers", headers)
        let names = (methods ?? declared).map(\.rawValue).joined(separator: ",")
        fields.append("Access-Control-Allow-Methods", Array(names.utf8))
        if let maxAge { fields.append("Access-Control-Max-Age", maxAge) }
    }
}
