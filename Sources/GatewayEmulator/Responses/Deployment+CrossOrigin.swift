// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayModel
import GatewayTime
import GatewayTransport

/// What browsers are told about pages of other origins.
extension Deployment {
    /// The answer to a browser that asks before the real request; `nil` when the request is no such question, or one for a
    /// route that answers it itself.
    ///
    /// A REST API has an OPTIONS method for it where its settings make one; an HTTP API answers by its configuration, on
    /// every path and before any route.
    func preflight(
        _ head: RequestHead,
        _ path: RequestPath,
        _ resource: Resource?,
        _ requestId: RequestID
    ) -> (Response, methods: [HTTPMethod])? {
        if let corsConfiguration, CorsConfigurationAnswers.isPreflight(head) {
            let response = corsConfiguration.preflight(for: head.firstValue(of: "origin"), requestId)
            return (response, routes.declares(path: routed(path)))
        }
        return preflightMethods(head, path, resource).map { (ResponseWriter.preflight(requestId), $0) }
    }

    /// Lets pages of other origins read the answer, as the API's settings say, or notes that a browser will hide it.
    ///
    /// On a REST API the gateway's own refusals too: what one builds on AWS with gateway responses. Of a body that is too
    /// large AWS says nothing more, whatever is set, and neither do we: it comes another way.
    func crossOrigin(_ head: RequestHead, _ response: inout Response, _ trace: inout Trace) {
        let origin = head.firstValue(of: "origin")
        var isPreflight = false
        // What stands behind the route, or a gateway response, may have spoken for itself.
        if trace.cors == nil, let cors {
            if case .preflight(let methods)? = trace.routing {
                cors.appendPreflight(to: &response.fields, for: origin, methods)
            } else {
                cors.append(to: &response.fields, for: origin)
            }
        }
        if case .preflight? = trace.routing { isPreflight = true }
        guard let origin, Self.isCrossOrigin(origin, head) else {
            trace.cors = nil
            return
        }
        guard trace.cors == nil else { return }
        if let cors {
            trace.cors = Self.finding(origin, isAllowed: cors.allows(origin))
        } else if let corsConfiguration, isPreflight {
            trace.cors = Self.finding(origin, isAllowed: corsConfiguration.allows(origin))
        } else {
            // Open question: whether an HTTP API puts CORS headers on answers of its own. Documented is that it puts them
            // on the response of an integration.
            trace.cors = .hidden(origin: printable(origin), reason: corsConfiguration == nil ? .off : .ownAnswer)
        }
    }

    private static func finding(_ origin: ArraySlice<UInt8>, isAllowed: Bool) -> Trace.CrossOrigin {
        isAllowed ? .readable : .hidden(origin: printable(origin), reason: .originNotAllowed)
    }

    /// Notes what an answer says itself, so that nothing is added to it: a second header of the name would make a browser
    /// refuse both (Fetch standard, "CORS check").
    ///
    /// - Parameters:
    ///   - allowed: The value of its `Access-Control-Allow-Origin`.
    ///   - head: The request's.
    ///   - trace: Where it is noted.
    static func noteOwnCORS(_ allowed: String, _ head: RequestHead, _ trace: inout Trace) {
        guard let origin = head.firstValue(of: "origin"), allowed != "*", !origin.elementsEqual(allowed.utf8) else {
            trace.cors = .readable
            return
        }
        trace.cors = .hidden(origin: printable(origin), reason: .otherOriginNamed(allowed))
    }

    /// What an integration answered, in the form of the API's kind.
    ///
    /// - Parameters:
    ///   - answer: What it answered.
    ///   - facts: The request.
    ///   - hasTraceId: Whether a REST API's answer carries a trace id: not that of a MOCK integration.
    ///   - trace: Where is noted what browsers make of it.
    /// - Returns: The answer as it is sent.
    func response(
        _ answer: ProxyResponse,
        _ facts: RequestFacts,
        hasTraceId: Bool = true,
        _ trace: inout Trace
    ) -> Response {
        var answer = answer
        if let corsConfiguration {
            CorsConfigurationAnswers.discard(from: &answer)
            var response = ResponseWriter.httpResponse(answer, trace.requestId)
            allow(corsConfiguration, facts.head, &response, &trace)
            return response
        }
        if let header = answer.headers.last(where: {
            ProxyResponse.isSame($0.name, "access-control-allow-origin")
        }) {
            Self.noteOwnCORS(header.value, facts.head, &trace)
        }
        switch kind {
        case .http: return ResponseWriter.httpResponse(answer, trace.requestId)
        case .rest:
            let isProxy = facts.route?.integration.isProxy ?? true
            guard hasTraceId else {
                return ResponseWriter.response(answer, trace.requestId, isProxy: isProxy, traceId: nil)
            }
            let (requestId, seconds) = (trace.requestId, trace.startedAt.secondsSince1970)
            return ResponseWriter.response(answer, requestId, isProxy: isProxy) { bytes in
                let incoming = facts.head.firstValue(of: "x-amzn-trace-id")
                ResponseWriter.appendTraceID(requestId, incoming: incoming, seconds: seconds, to: &bytes)
            }
        }
    }

    /// The same for what was made at start: the hot path.
    func response(fixed answer: HandlerAnswer, _ head: RequestHead, _ trace: inout Trace) -> Response {
        switch kind {
        case .rest:
            return ResponseWriter.response(
                answer,
                trace.requestId,
                traceId: head.firstValue(of: "x-amzn-trace-id"),
                seconds: trace.startedAt.secondsSince1970
            )
        case .http:
            var response = ResponseWriter.httpResponse(fixed: answer, trace.requestId)
            if let corsConfiguration { allow(corsConfiguration, head, &response, &trace) }
            return response
        }
    }

    private func allow(
        _ cors: CorsConfigurationAnswers,
        _ head: RequestHead,
        _ response: inout Response,
        _ trace: inout Trace
    ) {
        guard let origin = head.firstValue(of: "origin") else { return }
        cors.append(to: &response.fields, for: origin)
        trace.cors = Self.finding(origin, isAllowed: cors.allows(origin))
    }

    /// Whether the page that asks is of another origin than the URL.
    ///
    /// Browsers also send `Origin` with requests of the same origin, and with forms whose answer is a page of its own.
    private static func isCrossOrigin(_ origin: ArraySlice<UInt8>, _ head: RequestHead) -> Bool {
        if let mode = head.firstValue(of: "sec-fetch-mode"), !mode.elementsEqual("cors".utf8) { return false }
        guard let host = head.firstValue(of: "host"), let slashes = origin.firstIndex(of: UInt8(ascii: "/")) else {
            return true
        }
        return !origin[slashes...].dropFirst(2).elementsEqual(host)
    }
}
