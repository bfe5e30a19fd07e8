// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayEmulator
import GatewayIssuer
import GatewayJOSE
import GatewayModel
import GatewayTime
import Glibc

/// `gateway run`: what is served, the command that uses it, and the end of both.
struct CommandRun {
    let project: Project
    let settings: ServiceSettings
    let command: [String]

    /// - Throws: The command's exit code, unless that is 0, and what ``RunningService`` throws.
    func run() async throws {
        let service = try await RunningService.start(project, settings)
        let running = RunningServer(service.served.tokens, startedAt: service.served.since)
        let publication = try running.publish(in: project.files.stateDirectory)
        let code: ExitCode
        do {
            code = try await runCommand(service)
        } catch {
            await service.stop()
            try publication.end()
            throw error
        }
        await service.stop()
        try publication.end()
        guard code.isSuccess else { throw code }
    }

    private func runCommand(_ service: RunningService) async throws -> ExitCode {
        let environment = try await environment(service)
        let child = ChildProcess()
        let early = Interrupts.follow { child.pass($0) }
        // Somebody lost patience before there was a command.
        if let early { return ExitCode(128 + early.number) }
        defer { Interrupts.endFollowing() }
        do throws(ChildProcess.Failure) {
            switch try await child.run(command, environment: environment) {
            case .exited(let code): return ExitCode(code)
            case .signalled(let number):
                let name = String(cString: strsignal(number))
                return failure(ExitCode(128 + number), "\(program): ended by signal \(number) (\(name))")
            }
        } catch {
            throw refusal(error)
        }
    }

    /// With the codes of a shell (POSIX.1-2024, Shell & Utilities, 2.8.2).
    private func refusal(_ failure: ChildProcess.Failure) -> Refusal {
        switch failure {
        case .notExecuted(ENOENT): Refusal(Exit.commandNotFound, "\(program): no such command; is it in PATH?")
        case .notExecuted(let code):
            Refusal(Exit.commandNotExecutable, "\(program): cannot be executed: \(String(cString: strerror(code)))")
        case .system(let error): Refusal(Exit.systemRefused, "\(program): cannot be started: \(error)")
        }
    }

    private var program: String { Shell.quoted(command.first ?? "") }

    private func environment(_ service: RunningService) async throws -> ChildEnvironment {
        let tokens = service.served.tokens
        var token: String?
        if let issuer = tokens.issuer {
            token = try await self.token(issuer)
        } else {
            Terminal.printError(
                "gateway: tokens come from \(tokens.settings.issuer) (\(project.files.tokenSettingsSource)), "
                    + "and only that tenant can sign them; GATEWAY_TOKEN is not set"
            )
        }
        return ChildEnvironment([
            ChildEnvironment.url: "http://\(settings.host):\(service.gateway.port)",
            ChildEnvironment.issuer: tokens.settings.issuer,
            // Not that of another gateway around this one, either.
            ChildEnvironment.token: token,
            ChildEnvironment.plainIssuer: tokens.issuer?.names.http,
            ChildEnvironment.audience: tokens.settings.audience,
            ChildEnvironment.lambdaURL: service.invokePort.number.map { "http://localhost:\($0)" },
            ChildEnvironment.caFile: service.authority.certificatePath(),
        ])
    }

    /// What `gateway token` prints.
    private func token(_ issuer: Issuer) async throws -> String {
        let token = RequestedToken(tenant: project.tenant, issuer: issuer.names.https)
        do {
            let signer = try await SigningKey(in: project.files.stateDirectory).load() as TokenSigner
            return try token.signed(by: signer, now: TimeSource.system.now())
        } catch {
            throw Refusal(Exit.systemRefused, "\(error)")
        }
    }
}
