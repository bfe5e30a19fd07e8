// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayTransport
import Glibc

@main
struct GatewayCommand: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "gateway",
        abstract:
            "AWS API Gateway with its custom authorizers, and the Auth0 tenant in front of them, on this machine.",
        discussion: """
            EXAMPLES:
              gateway                           serve routes.yml, or else serverless.yml, of this folder
              gateway serve api/routes.yml      serve another file
              gateway run -- npm test           serve while a command runs, on free ports
              gateway explain GET /dev/private  say what would become of a request, and why
              gateway check                     only say what is wrong with the definition
              gateway schema                    print the JSON Schema of routes.yml, for editors
              curl -H "Authorization: Bearer $(gateway token)" http://localhost:3000/dev/private
              gateway trust                     say how browsers come to trust HTTPS here
              gateway verify eyJhbGciOi…        say if a token is accepted, or why not

            ENVIRONMENT:
              GATEWAY_DATA_HOME   where the certificate authority of this user lies
                                  (default: $XDG_DATA_HOME/gateway-emulator, ~/.local/share/gateway-emulator)

            EXIT CODES:
              0   fine                    69  a needed program or service is missing
              1   a token is not valid    70  a bug of ours
              64  wrong usage             71  the system refused, for example a port in use
              65  a bad definition        `gateway run` ends with the code of its command
            """,
        version: version,
        subcommands: [
            Serve.self, Run.self, Token.self, Verify.self, Explain.self, Check.self, Routes.self, Schema.self,
            Trust.self,
        ],
        defaultSubcommand: Serve.self
    )

    static func main() async {
        // A reader of ours that goes away (`gateway routes | head`) is no reason to die without a word.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            if command is Serve || command is Run {
                try Interrupts.hold()
                DescriptorLimit.raise()
            }
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let refusal as Refusal {
            exit(withError: failure(refusal.code, refusal.reason))
        } catch let code as ExitCode {
            exit(withError: code)
        } catch let error as SystemError {
            exit(withError: failure(Exit.systemRefused, "\(error)"))
        } catch  where exitCode(for: error) == .failure {
            // Nobody foresaw it.
            exit(withError: failure(Exit.internalError, "\(error); this is a bug of ours"))
        } catch {
            exit(withError: error)
        }
    }
}
