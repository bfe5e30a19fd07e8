// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayJSON
import GatewayTime
import GatewayTransport

/// The Lambda Runtime API (2018-06-01) for one instance, at a port of its own: so the port says who asks.
///
/// - Source: Lambda developer guide, "Using the Lambda runtime API for custom runtimes", and its OpenAPI description.
struct RuntimeAPI: RequestHandler {
    private let instance: Instance

    /// - Source: Lambda's own message: "exceeded maximum allowed payload size (6291556 bytes)".
    static let payloadAtMost = 6_291_556

    /// A server for an instance.
    ///
    /// It waits as long as the function does: it is the function's time-out that ends it.
    static func server(for instance: Instance, _ parts: FleetParts) -> Server {
        var limits = HTTPLimits()
        // Larger than what is taken, so that a little too much is answered in Lambda's words on a connection that stays.
        limits.bodyBytes = 4 * payloadAtMost
        // An error behind a stream stands in a trailer field, in base64.
        limits.trailerBytes = 256 * 1024
        let forever = Duration.seconds(365 * 86_400)
        (limits.headTime, limits.bodyTime, limits.idleTime, limits.writeTime) = (forever, forever, forever, forever)
        var settings = ServerSettings(limits: limits, logger: parts.logger)
        settings.connectionsAtMost = 64
        // Nobody waits for these answers with an eye on the log; and our bootstraps ask for the next event with each answer.
        settings.writesLogFirst = false
        settings.joinsPipelinedAnswers = true
        return Server(
            group: EventLoopGroup(sharing: parts.loop),
            handler: RuntimeAPI(instance: instance),
            time: parts.time,
            settings: settings
        )
    }

    func respond(to request: Request) -> Eventually<Response> {
        // A page in a browser may reach this port, too: it says so, or calls it by a name (DNS rebinding).
        if request.isFromWebPage { return .now(Self.refusal(403, "Forbidden", "web pages have no business here")) }
        switch Endpoint(request.head) {
        case .next?: return next()
        case .response(let id)?: return .now(finish(id, request))
        case .error(let id)?: return .now(fail(id, request))
        case .initError?: return .now(failInit(request))
        case nil: return .now(Self.refusal(404, "NotFound", "the Runtime API has no such path"))
        }
    }

    func respond(to error: RequestError, under limits: HTTPLimits, loopIndex: Int) -> Response {
        guard error == .bodyTooLarge else { return Self.refusal(error.status, "InvalidRequest", error.reason) }
        if case .busy = instance.phase { refuseAnswer(size: nil) }
        return Self.tooLarge
    }

    // MARK: - Endpoints

    private func next() -> Eventually<Response> {
        switch instance.phase {
        case .busy: return .now(Self.invalidState)
        case .ending: return .now(Self.ended)
        case .starting, .idle, .returning: break
        }
        guard instance.function.keeps(instance) else {
            instance.end()
            return .now(Self.ended)
        }
        if let call = instance.function.nextCall() {
            return .now(instance.run(call))
        }
        return .later { await instance.waitForEvent() }
    }

    private func finish(_ id: ArraySlice<UInt8>, _ request: Request) -> Response {
        guard instance.isWorking(on: id) else { return Self.invalidRequestID }
        guard request.body.count <= Self.payloadAtMost else {
            refuseAnswer(size: request.body.count)
            return Self.tooLarge
        }
        if let report = request.trailingErrorReport {
            instance.finish(report.outcome, .error(type: report.errorType))
        } else {
            instance.finish(.payload(Array(request.body)))
        }
        return Self.accepted
    }

    private func fail(_ id: ArraySlice<UInt8>, _ request: Request) -> Response {
        guard instance.isWorking(on: id) else { return Self.invalidRequestID }
        guard request.body.count <= Self.payloadAtMost else {
            refuseAnswer(size: request.body.count)
            return Self.tooLarge
        }
        let report = request.errorReport
        instance.finish(report.outcome, .error(type: report.errorType))
        return Self.accepted
    }

    private func failInit(_ request: Request) -> Response {
        guard instance.isStarting else { return Self.invalidState }
        instance.fail(.reported(request.errorReport))
        return Self.accepted
    }

    private func refuseAnswer(size: Int?) {
        guard case .busy(let invocation) = instance.phase else { return }
        let failure = InstanceFailure.responseTooLarge(size)
        instance.finish(failure.outcome(invocation.call.requestId), failure.logged)
    }
}

extension Request {
    fileprivate var errorReport: FunctionErrorReport {
        FunctionErrorReport(
            body: Array(body),
            typeField: head.firstValue(of: "lambda-runtime-function-error-type").map {
                String(decoding: $0, as: UTF8.self)
            }
        )
    }

    /// The error that ended a streamed answer.
    ///
    /// - Source: Lambda developer guide, "Using the Lambda runtime API", "Response streaming": the trailer fields
    ///   `Lambda-Runtime-Function-Error-Type` and `Lambda-Runtime-Function-Error-Body`, the latter in base64.
    fileprivate var trailingErrorReport: FunctionErrorReport? {
        guard let type = head.firstTrailer(of: "lambda-runtime-function-error-type") else { return nil }
        return FunctionErrorReport(body: trailingErrorBody, typeField: String(decoding: type, as: UTF8.self))
    }

    private var trailingErrorBody: [UInt8] {
        guard let text = head.firstTrailer(of: "lambda-runtime-function-error-body") else { return [] }
        do {
            return try Base64.decode(text)
        } catch {
            return Array(text)  // It is told on as it is.
        }
    }

    fileprivate var isFromWebPage: Bool {
        if head.firstValue(of: "origin") != nil || head.firstValue(of: "sec-fetch-site") != nil { return true }
        guard let host = head.firstValue(of: "host") else { return false }
        let name = host.prefix { $0 != UInt8(ascii: ":") }
        return !name.elementsEqual("127.0.0.1".utf8) && !name.elementsEqual("localhost".utf8)
    }
}
