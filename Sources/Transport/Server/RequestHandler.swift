// SPDX-License-Identifier: Apache-2.0

package import GatewayTime

/// What a server serves.
package protocol RequestHandler: Sendable {
    /// Answers a request, at once if nothing has to be waited for.
    ///
    /// Runs on the loop that received it, and so does what waits; what blocks must be handed elsewhere.
    func respond(to request: Request) -> Eventually<Response>

    /// Answers bytes that are no request; the connection is closed afterwards.
    ///
    /// - Parameters:
    ///   - error: What is wrong with them.
    ///   - limits: Those that the connection has, which may be others than the next one gets.
    ///   - loopIndex: The index of the loop that received them.
    /// - Returns: What is sent before the connection is closed.
    func respond(to error: RequestError, under limits: HTTPLimits, loopIndex: Int) -> Response
}
