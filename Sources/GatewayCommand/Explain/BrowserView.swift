// SPDX-License-Identifier: Apache-2.0

import GatewayEmulator
import GatewayJSON

/// What a page of another origin would see of an answer.
///
/// - Source: the Fetch standard, "HTTP fetch", "CORS-preflight fetch" and "CORS check".
struct BrowserView {
    let origin: String
    /// The question that the browser asks first, where it does.
    let preflight: Preflight?
    let result: Result

    struct Preflight {
        let status: Int
        /// Why the real request is not sent; `nil` when it is.
        let refusal: String?
    }

    enum Result {
        case readable
        /// The request is made, and the page is told of a network error.
        case hidden(reason: String)
        /// The request is never made.
        case neverSent
    }

    /// - Parameters:
    ///   - request: What is asked.
    ///   - origin: Of the page that asks.
    ///   - answer: What it is answered when it comes from this origin.
    ///   - preflight: What `OPTIONS` is answered, if a browser would ask.
    init(_ request: ExplainedRequest, origin: String, answer: HTTPMessage, preflight: HTTPMessage?) {
        self.origin = origin
        self.preflight = preflight.map { message in
            Preflight(status: message.status, refusal: Self.refusal(of: request, origin, by: message))
        }
        if self.preflight?.refusal != nil {
            result = .neverSent
        } else if let reason = Self.corsFailure(origin, answer) {
            result = .hidden(reason: reason)
        } else {
            result = .readable
        }
    }

    /// The CORS check.
    private static func corsFailure(_ origin: String, _ answer: HTTPMessage) -> String? {
        guard let allowed = answer["access-control-allow-origin"] else {
            return "the answer has no Access-Control-Allow-Origin"
        }
        return allowed == "*" || allowed == origin ? nil : "Access-Control-Allow-Origin is \(allowed)"
    }

    private static func refusal(of request: ExplainedRequest, _ origin: String, by answer: HTTPMessage) -> String? {
        if let reason = corsFailure(origin, answer) { return reason }
        guard 200...299 ~= answer.status else { return "its status is \(answer.status)" }
        let methods = list(answer["access-control-allow-methods"])
        if !["GET", "HEAD", "POST"].contains(request.method), !methods.contains(request.method), !methods.contains("*")
        {
            return "Access-Control-Allow-Methods has not \(request.method)"
        }
        let headers = list(answer["access-control-allow-headers"]).map { $0.lowercased() }
        // The star stands for every header but one ("CORS non-wildcard request-header name").
        let missing = request.unsafeHeaders.first { name in
            !headers.contains(name) && (!headers.contains("*") || name == "authorization")
        }
        return missing.map { "Access-Control-Allow-Headers has not \($0)" }
    }

    private static func list(_ value: String?) -> [String] {
        (value ?? "").split(separator: ",").map { $0.trimmingPrefix { $0 == " " }.description }
    }

    var json: JSONValue {
        var object = JSONObject(["origin": .string(origin)])
        if let preflight {
            var member = JSONObject(["status": .number(JSONNumber(Int64(preflight.status)))])
            member["refusal"] = preflight.refusal.map(JSONValue.string)
            object["preflight"] = .object(member)
        }
        switch result {
        case .readable: object["outcome"] = "readable"
        case .hidden(let reason):
            object["outcome"] = "hidden"
            object["reason"] = .string(reason)
        case .neverSent: object["outcome"] = "neverSent"
        }
        return .object(object)
    }
}
