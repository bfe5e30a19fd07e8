// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayModel
import GatewayTransport

/// What an HTTP API with a CORS configuration says to browsers.
///
/// - Source: API Gateway developer guide, "Configure CORS for HTTP APIs in API Gateway": it answers preflights itself, adds
///   its headers to the response of an integration, and ignores those that the integration sends.
struct CorsConfigurationAnswers: Sendable {
    private let configuration: CorsConfiguration
    private let allowsEvery: Bool
    private let methods: [UInt8]
    private let headers: [UInt8]
    private let exposed: [UInt8]

    init(_ configuration: CorsConfiguration) {
        self.configuration = configuration
        allowsEvery = configuration.allowOrigins.contains("*")
        methods = Array(configuration.allowMethods.joined(separator: ",").utf8)
        headers = Array(configuration.allowHeaders.joined(separator: ",").utf8)
        exposed = Array(configuration.exposeHeaders.joined(separator: ",").utf8)
    }

    /// Whether pages of an origin may read answers.
    func allows(_ origin: ArraySlice<UInt8>) -> Bool {
        allowsEvery
            || configuration.allowOrigins.contains { allowed in
                switch allowed {
                case "http://*": origin.starts(with: "http://".utf8)
                case "https://*": origin.starts(with: "https://".utf8)
                default: origin.elementsEqual(allowed.utf8)
                }
            }
    }

    /// Whether a browser asks before the real request (Fetch standard, "CORS-preflight request").
    static func isPreflight(_ head: RequestHead) -> Bool {
        head.hasMethod("OPTIONS") && head.firstValue(of: "origin") != nil
            && head.firstValue(of: "access-control-request-method") != nil
    }

    /// The answer to a preflight: 204, whether the origin is allowed or not; only the headers tell.
    func preflight(for origin: ArraySlice<UInt8>?, _ requestId: RequestID) -> Response {
        var fields = ResponseFields(reservingBytes: 256)
        if let origin, allows(origin) {
            appendOrigin(origin, to: &fields)
            if !methods.isEmpty { fields.append("Access-Control-Allow-Methods", methods) }
            if !headers.isEmpty { fields.append("Access-Control-Allow-Headers", headers) }
            if let maxAge = configuration.maxAge {
                fields.append("Access-Control-Max-Age") { $0.append(decimal: maxAge) }
            }
        }
        fields.append("Apigw-Requestid") { requestId.appendExtendedID(to: &$0) }
        return Response(status: 204, fields: fields)
    }

    /// Puts on an integration's answer what lets a page read it.
    func append(to fields: inout ResponseFields, for origin: ArraySlice<UInt8>?) {
        guard let origin, allows(origin) else { return }
        appendOrigin(origin, to: &fields)
        if !exposed.isEmpty { fields.append("Access-Control-Expose-Headers", exposed) }
    }

    private func appendOrigin(_ origin: ArraySlice<UInt8>, to fields: inout ResponseFields) {
        if allowsEvery {
            fields.append("Access-Control-Allow-Origin", "*")
        } else {
            fields.append("Access-Control-Allow-Origin", origin)
        }
        if configuration.allowCredentials { fields.append("Access-Control-Allow-Credentials", "true") }
    }

    /// Removes what the integration says of CORS itself.
    static func discard(from response: inout ProxyResponse) {
        response.headers.removeAll { $0.name.lowercased().hasPrefix("access-control-") }
    }
}
