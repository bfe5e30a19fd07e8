// SPDX-License-Identifier: Apache-2.0

import Dispatch
package import GatewayTime
package import GatewayTransport
package import Logging

/// Lambda's Invoke API over the functions of a definition: what `aws lambda invoke --endpoint-url` and the SDKs call.
///
/// - Source: Lambda API reference, `Invoke` and `InvokeAsync`.
package final class InvokeAPI: RequestHandler {
    private let service: any LambdaService
    private let access: InvokeAccess
    private let place: Place
    private let time: TimeSource
    private let events: EventInvocations

    /// Where the functions are taken to be, for their ARNs.
    package struct Place: Sendable {
        package var region: String
        package var accountId: String

        package init(region: String = "us-east-1", accountId: String = "123456789012") {
            self.region = region
            self.accountId = accountId
        }

        func arn(_ function: FunctionIdentifier) -> String {
            "arn:aws:lambda:\(region):\(accountId):function:\(function.functionName)"
                + (function.qualifier.map { ":" + $0 } ?? "")
        }
    }

    /// - Parameters:
    ///   - service: The functions.
    ///   - access: Who may use it.
    ///   - place: Where they are taken to be.
    ///   - time: The clock by which invocations of the type Event are tried again.
    ///   - logger: Is told what became of them.
    package init(
        service: any LambdaService,
        access: InvokeAccess = InvokeAccess(),
        place: Place = Place(),
        time: TimeSource,
        logger: Logger
    ) {
        self.service = service
        self.access = access
        self.place = place
        self.time = time
        events = EventInvocations(service: service, time: time, logger: logger)
    }

    /// The limits of its server: beyond Lambda's own, so that the refusal is Lambda's.
    package static var limits: HTTPLimits {
        var limits = HTTPLimits()
        limits.bodyBytes = InvokeRequest.payloadLimit + 1_048_576
        // A signature with a session's token, and 3,583 bytes of client context.
        limits.fieldValueBytes = 32 * 1024
        return limits
    }

    /// How many invocations of the type Event have neither succeeded nor been given up.
    package var pendingEvents: Int { events.count }

    /// Takes no more invocations of the type Event, and gives up those that wait for a retry.
    package func close() { events.close() }

    package func respond(to request: Request) -> Eventually<Response> {
        let requestId = InvocationID.request()
        do throws(InvokeError) {
            if let refusal = access.refusal(of: request) { throw refusal }
            let invoke = try InvokeRequest(request)
            let function = try function(invoke.function)
            let traceId = request.head.text("x-amzn-trace-id") ?? InvocationID.trace(at: time.now())
            let call = FunctionCall(
                payload: invoke.payload,
                requestId: requestId,
                traceId: traceId,
                // It reaches functions that are invoked synchronously, and no others.
                clientContext: invoke.invocationType == .requestResponse ? invoke.clientContext : nil
            )
            return .later { [self] in
                do throws(InvokeError) {
                    try await Self.check(invoke)
                    return try await answer(
                        invoke,
                        call,
                        function,
                        InvokeAnswer(requestId: requestId, traceId: traceId)
                    )
                } catch {
                    return error.response(requestId: requestId)
                }
            }
        } catch {
            return .now(error.response(requestId: requestId))
        }
    }

    package func respond(to error: RequestError, under limits: HTTPLimits, loopIndex: Int) -> Response {
        InvokeError.malformedRequest(error).response(requestId: InvocationID.request())
    }

    private func function(_ identifier: FunctionIdentifier) throws(InvokeError) -> any InvocableFunction {
        guard identifier.qualifier == nil || identifier.qualifier == FunctionIdentifier.latest,
            let function = service.function(named: identifier.functionName)
        else {
            throw .functionNotFound(place.arn(identifier))
        }
        return function
    }

    private func answer(
        _ invoke: InvokeRequest,
        _ call: FunctionCall,
        _ function: any InvocableFunction,
        _ answer: InvokeAnswer
    ) async throws(InvokeError) -> Response {
        switch invoke.invocationType {
        case .dryRun: return answer.dryRun
        case .event:
            guard events.enqueue(call, requestId: answer.requestId, for: invoke.function.functionName) else {
                throw .queueIsFull
            }
            return invoke.isInvokeAsync ? answer.invokeAsync : answer.event
        case .requestResponse:
            return try answer.response(await function.invoke(call, wantsLog: invoke.wantsLog), invoke.wantsLog)
        }
    }

    /// Reads the payload; a large one off the loop, which serves others meanwhile.
    private static func check(_ invoke: InvokeRequest) async throws(InvokeError) {
        guard invoke.payload.count > 65_536 else { return try invoke.checkPayload() }
        let outcome = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    returning: Result { () throws(InvokeError) in try invoke.checkPayload() }
                )
            }
        }
        try outcome.get()
    }
}
