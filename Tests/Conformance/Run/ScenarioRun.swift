// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayDefinitions
import GatewayEmulator
import GatewayHandlers
import GatewayModel
import GatewayTime
import GatewayTransport
import Logging
import TestSupport

/// Serves a scenario's definition on a port of its own, and asks what it asks.
struct ScenarioRun {
    private let scenario: Scenario
    private let api: API
    /// Nobody sleeps: what has to take time takes it here.
    private let clock = ManualTime()
    private let calls = Calls()

    /// - Throws: What is wrong with the definition.
    init(_ scenario: Scenario, file: String) throws {
        self.scenario = scenario
        api = try RoutesFile.read(text: Array(scenario.definition.utf8), file: file).api
    }

    func observe() async throws -> Observation {
        var settings = ServerSettings(logger: Logger(label: "conformance"))
        settings.drainGrace = .milliseconds(1)
        // On a machine that is busy with other tests, who has connected may be silent for long.
        settings.limits.headTime = .seconds(3600)
        settings.limits.bodyTime = .seconds(3600)
        let gateway = try await Gateway.start(
            [api],
            parts: parts(),
            on: [.loopbackV4(port: 0)],
            group: gatewayLoops,
            settings: settings,
            listener: NoListener(),
            time: clock.source
        )
        do {
            let tokens = try scenario.tokens.mapValues(TestTokens.token)
            var answers: [RawResponse] = []
            for request in scenario.requests {
                clock.advance(by: .seconds(request.secondsBefore))
                answers.append(try await ask(request, tokens, port: gateway.port))
            }
            await stop(gateway)
            let authorizers = authorizerFunctions
            return Observation(
                answers: answers,
                calls: calls.all.filter { !authorizers.contains($0.function) },
                authorizerCalls: calls.all.filter { authorizers.contains($0.function) }
            )
        } catch {
            await stop(gateway)
            throw error
        }
    }

    private func stop(_ gateway: Gateway) async {
        // Functions that nobody waits for any more come to their end.
        clock.advance(by: .seconds(3600))
        await gateway.stop()
    }

    private func parts() throws -> GatewayParts {
        var parts = GatewayParts()
        for definition in api.functions {
            guard let function = DefinedFunction(definition, time: clock.source) else { continue }
            parts.functions[definition.name] = calls.recording(definition.name) { await function.invoke($0) }
        }
        let time = clock.source
        let unreachable = scenario.unreachable
        let keys = try TestTokens.keys()
        parts.tokens = TokenParts(settings: TestTokens.settings) { location throws(DeploymentError) in
            guard location == TestTokens.settings.keys else { throw .unusableKeys("there are no keys at \(location)") }
            return KeySource(executor: gatewayLoops.next(), time: time) {
                switch unreachable {
                case nil: return keys
                case .jwks: throw Unreachable()
                case .discovery: throw DiscoveryError("nobody is there")
                }
            }
        }
        return parts
    }

    private var authorizerFunctions: Set<String> {
        Set(
            api.authorizers.compactMap { authorizer in
                if case .function(let name) = authorizer.function { name } else { nil }
            }
        )
    }

    private func ask(_ request: CaseRequest, _ tokens: [String: String], port: UInt16) async throws -> RawResponse {
        let connection = try await RawConnection.open(port: port)
        let bytes = try request.bytes(tokens)
        let sleepers = clock.sleeperCount
        return try await withThrowingTaskGroup(of: RawResponse?.self) { group in
            group.addTask {
                // A gateway that refuses a body may close before it has all of it, and its answer is what counts.
                async let sent: Void = connection.send(bytes)
                let answer = try await connection.response(isHead: request.method == "HEAD")
                _ = try? await sent
                return answer
            }
            group.addTask { [clock] in
                if let seconds = request.secondsWaiting {
                    // The function, and whoever waits for it so long and no longer.
                    try await eventually("a function sleeps") { clock.sleeperCount >= sleepers + 2 }
                    clock.advance(by: .seconds(seconds))
                }
                // A bound that only a failure reaches: one case without an answer must not hold up all others.
                try await Task.sleep(for: .seconds(300))
                await connection.close()
                return nil
            }
            var answer: RawResponse?
            while answer == nil, let next = try await group.next() { answer = next }
            group.cancelAll()
            await connection.close()
            guard let answer else { throw NoAnswer() }
            return answer
        }
    }
}

/// That a gateway has sent nothing.
struct NoAnswer: Error, CustomStringConvertible {
    let description = "there was no answer"
}

/// That nobody answers where the keys should be.
private struct Unreachable: Error {}

private struct NoListener: TraceListener {
    func record(_ trace: Trace, loopIndex: Int) {}
}

/// The loops that all gateways of this process share.
private let gatewayLoops: EventLoopGroup = {
    do {
        return try EventLoopGroup(count: 2, time: .system)
    } catch {
        fatalError("no event loop for the gateways of the cases: \(error)")
    }
}()

extension CaseRequest {
    /// The request as it goes over the wire.
    ///
    /// - Parameter tokens: What stands for `${token:NAME}` in a header.
    /// - Returns: Head and body.
    /// - Throws: ``CaseMistake`` when there is no such token.
    func bytes(_ tokens: [String: String]) throws(CaseMistake) -> [UInt8] {
        var head = "\(method) \(target) HTTP/1.1\r\n"
        if !headers.contains(where: { $0.name.lowercased() == "host" }) { head += "Host: localhost\r\n" }
        for (name, value) in headers { head += "\(name): \(try Self.filled(value, tokens))\r\n" }
        // As clients do: a method that is meant for a body says how long it is, also if it is empty (RFC 9110 §8.6).
        if !body.isEmpty || ["POST", "PUT", "PATCH"].contains(method) { head += "Content-Length: \(body.count)\r\n" }
        return Array((head + "\r\n").utf8) + body
    }

    private static func filled(_ value: String, _ tokens: [String: String]) throws(CaseMistake) -> String {
        guard let start = value.firstRange(of: "${token:") else { return value }
        guard let end = value[start.upperBound...].firstIndex(of: "}"),
            let token = tokens[String(value[start.upperBound..<end])]
        else { throw CaseMistake("there is no token for \(value)") }
        return value[..<start.lowerBound] + token + value[value.index(after: end)...]
    }
}
