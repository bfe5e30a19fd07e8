// SPDX-License-Identifier: Apache-2.0

import GatewayTime
import GatewayTransport
import Synchronization

/// A handler that is known only after its server has a port: requests that come before wait for nothing and are told so.
final class LateHandler: RequestHandler {
    private let handler = Mutex<(any RequestHandler)?>(nil)

    func set(_ real: any RequestHandler) {
        handler.withLock { $0 = real }
    }

    private static let notYet = Response(status: 503)

    func respond(to request: Request) -> Eventually<Response> {
        guard let handler = handler.withLock({ $0 }) else { return .now(Self.notYet) }
        return handler.respond(to: request)
    }

    func respond(to error: RequestError, under limits: HTTPLimits, loopIndex: Int) -> Response {
        guard let handler = handler.withLock({ $0 }) else { return Self.notYet }
        return handler.respond(to: error, under: limits, loopIndex: loopIndex)
    }
}
