// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import Glibc
import TestSupport
import Testing

/// The commands and their exit codes.
@Suite struct CommandTests {
    private static let broken = """
        api: rest
        stage: dev
        authorizers:
          adminAuthorizer: builtin:auth0
        public:
          - get /public: builtin:public
        private:
          - GET /private: {handler: builtin:privat, authorizer: adminAuthoriser}
        colour: red

        """

    @Test(arguments: ["check", "serve", "routes"])
    func `every mistake is reported at once, with its place, and nothing starts`(command: String) async throws {
        try await withFolder(["routes.yml": Self.broken]) { folder in
            let (code, output, errors) = try await run(Tool.gateway, [command], in: folder)
            #expect(code == 65)
            #expect(output == "")
            let lines = errors.split(separator: "\n").map(String.init)
            #expect(lines.count == 4, "\(errors)")
            #expect(
                lines.contains { $0.hasPrefix("routes.yml:6:5: ") && $0.contains("did you mean \"GET\"") },
                "\(errors)"
            )
            #expect(
                lines.contains(
                    "routes.yml:8:57: unknown authorizer \"adminAuthoriser\"; did you mean \"adminAuthorizer\"?"
                ),
                "\(errors)"
            )
            #expect(lines.contains { $0.hasPrefix("routes.yml:8:29: ") }, "\(errors)")
            #expect(lines.contains { $0.hasPrefix("routes.yml:9:1: ") && $0.contains("\"colour\"") }, "\(errors)")
            #expect(access("\(folder)/.gateway", F_OK) != 0)
        }
    }

    @Test func `token does not mind a definition that is being changed`() async throws {
        try await withFolder(["routes.yml": Self.broken]) { folder in
            let (code, output, errors) = try await run(Tool.gateway, ["token"], in: folder)
            #expect(code == 0, "\(errors)")
            #expect(output.split(separator: ".").count == 3)
        }
    }

    @Test func `check says that nothing is wrong, and starts nothing`() async throws {
        try await withFolder(["routes.yml": try ServedGateway.demo()]) { folder in
            let (code, output, errors) = try await run(Tool.gateway, ["check"], in: folder)
            #expect(code == 0)
            #expect(output == "routes.yml: 2 routes, 1 authorizer, nothing wrong\n")
            #expect(errors == "")
            #expect(access("\(folder)/.gateway", F_OK) != 0)
        }
    }

    @Test func `routes prints the table`() async throws {
        try await withFolder(["api.yml": try ServedGateway.demoWithoutCache()]) { folder in
            let (code, output, _) = try await run(Tool.gateway, ["routes", "api.yml"], in: folder)
            #expect(code == 0)
            #expect(
                output == """
                      GET  /dev/public     public    builtin:public
                      GET  /dev/private    private   builtin:private    authorizer customAuthorizer (TOKEN, not cached)

                    """
            )
        }
    }

    @Test func `a folder without a definition says which file is missing`() async throws {
        try await withFolder { folder in
            let (code, _, errors) = try await run(Tool.gateway, [], in: folder)
            #expect(code == 65)
            #expect(
                errors
                    == "routes.yml: no such file, and none of serverless.yml, serverless.yaml, serverless.json in this folder; "
                    + "name one: gateway serve FILE\n"
            )
        }
        try await withFolder(["serverless.ts": ""]) { folder in
            let (code, _, errors) = try await run(Tool.gateway, [], in: folder)
            #expect(code == 65)
            #expect(errors.contains("serverless.ts is a program, which is not run"), "\(errors)")
        }
    }

    @Test func `check counts what it has warned of`() async throws {
        let service = """
            service: shop
            provider: { name: aws, runtime: nodejs20.x, environment: { QUEUE: !Ref Queue } }
            functions: { hello: { handler: handler.hello } }
            """
        let files = ["serverless.yml": service, "handler.js": "exports.hello = async () => null"]
        try await withFolder(files) { folder in
            let (code, output, errors) = try await run(Tool.gateway, ["check"], in: folder)
            #expect(code == 0, "\(errors)")
            #expect(output == "serverless.yml: 0 routes, 0 authorizers, one warning\n", "\(errors)")
        }
    }

    @Test func `half a configuration names what is missing`() async throws {
        let files = ["routes.yml": try ServedGateway.demo(), "config.yml": "audience: https://api.example.test/\n"]
        try await withFolder(files) { folder in
            let (code, _, errors) = try await run(Tool.gateway, ["check"], in: folder)
            #expect(code == 65)
            let way = "set \"auth0Domain\" in config.yml or AUTH0_DOMAIN in the environment"
            #expect(errors.contains(way), "\(errors)")
        }
    }

    @Test func `the environment alone can be half a configuration, too`() async throws {
        try await withFolder(["routes.yml": try ServedGateway.demo()]) { folder in
            let environment = ["AUTH0_DOMAIN": "tenant.example.test"]
            let (code, _, errors) = try await run(Tool.gateway, ["check"], in: folder, environment: environment)
            #expect(code == 65)
            #expect(errors.contains("AUDIENCE"), "\(errors)")
        }
    }

    @Test func `with a real tenant there is no embedded issuer, and token refuses and says why`() async throws {
        let environment = ["AUTH0_DOMAIN": "tenant.example.test", "AUDIENCE": "https://api.example.test/"]
        try await withGateway(environment: environment) { gateway in
            #expect(gateway.issuer == nil)
            let (code, output, errors) = try await run(
                Tool.gateway,
                ["token"],
                in: gateway.folder,
                environment: environment
            )
            #expect(code == 69)
            #expect(output == "")
            #expect(errors.contains("https://tenant.example.test/"), "\(errors)")
        }
    }

    @Test func `a port in use ends with 71 and another one to try`() async throws {
        try await withGateway { first in
            let arguments = ["serve", "--port", "\(first.port)", "--issuer-port", "0"]
            let (code, output, errors) = try await run(Tool.gateway, arguments, in: first.folder)
            #expect(code == 71)
            #expect(output == "")
            #expect(errors == "gateway: port \(first.port) is taken; try --port \(first.port + 1)\n")
        }
    }

    @Test func `of two ports in use the API's is named, and the issuer's when only that one is`() async throws {
        try await withGateway { first in
            let issuerPort = try #require(first.issuerPort)
            let both = ["serve", "--port", "\(first.port)", "--issuer-port", "\(issuerPort)"]
            let api = try await run(Tool.gateway, both, in: first.folder)
            #expect(api.code == 71)
            #expect(api.errors == "gateway: port \(first.port) is taken; try --port \(first.port + 1)\n")
            let one = ["serve", "--port", "0", "--issuer-port", "\(issuerPort)"]
            let issuer = try await run(Tool.gateway, one, in: first.folder)
            #expect(issuer.code == 71)
            #expect(issuer.errors == "gateway: port \(issuerPort) is taken; try --issuer-port \(issuerPort + 1)\n")
        }
    }

    @Test func `port 3000 in use is explained`() async throws {
        // Whoever has it already will do as well.
        let holder = try? PortHolder(port: 3000)
        try await withFolder(["routes.yml": try ServedGateway.demo()]) { folder in
            let (code, _, errors) = try await run(Tool.gateway, ["serve", "--issuer-port", "0"], in: folder)
            #expect(code == 71)
            #expect(
                errors
                    == "gateway: port 3000 is taken (a React dev server often has it); try --port 3001\n"
            )
        }
        withExtendedLifetime(holder) {}
    }

    @Test(arguments: [
        ["--port", "65536"], ["--port", "x"], ["nonsense", "more"], ["token", "--claim", "x"], ["--nonsense"],
    ])
    func `wrong usage ends with 64`(arguments: [String]) async throws {
        try await withFolder { folder in
            let (code, output, errors) = try await run(Tool.gateway, arguments, in: folder)
            #expect(code == 64)
            #expect(output == "")
            #expect(errors.contains("Usage: gateway"), "\(errors)")
        }
    }

    @Test func `version and help are there, and help has examples`() async throws {
        try await withFolder { folder in
            let version = try await run(Tool.gateway, ["--version"], in: folder)
            #expect(version.code == 0)
            #expect(version.output.wholeMatch(of: #/\d+\.\d+\.\d+\n/#) != nil)
            let help = try await run(Tool.gateway, ["--help"], in: folder)
            #expect(help.code == 0)
            #expect(help.output.contains("EXAMPLES:") && help.output.contains("EXIT CODES:"))
            for command in ["serve", "token", "check", "routes"] {
                #expect(help.output.contains("  \(command)"))
            }
            let completions = try await run(Tool.gateway, ["--generate-completion-script", "bash"], in: folder)
            #expect(completions.code == 0 && completions.output.contains("_gateway"))
        }
    }

    @Test func `token works without a server, with the defaults, and makes the key that the server then uses`()
        async throws
    {
        try await withFolder(["routes.yml": try ServedGateway.demo()]) { folder in
            let arguments = [
                "token", "--audience", "https://a.test/", "--subject", "auth0|x", "--scope", "a b", "--expires-in",
                "60",
                "--claim", "role=admin", "--claim", "https://x.test/n=[1,2]",
            ]
            let (code, output, errors) = try await run(Tool.gateway, arguments, in: folder)
            #expect(code == 0, "\(errors)")
            let parts = output.dropLast().split(separator: ".")
            #expect(parts.count == 3)
            let claims = try #require(try JSONValue(parsing: base64URLDecoded(String(parts[1]))).object)
            #expect(claims["iss"]?.string == "https://localhost:3443/")
            #expect(claims["aud"]?.string == "https://a.test/")
            #expect(claims["sub"]?.string == "auth0|x")
            #expect(claims["scope"]?.string == "a b")
            #expect(claims["role"]?.string == "admin")
            #expect(claims["https://x.test/n"] == [1, 2])
            let issued = try #require(claims["iat"]?.number?.int64)
            #expect(claims["exp"]?.number?.int64 == issued + 60)

            var status = stat()
            #expect(stat("\(folder)/.gateway/issuer-key.pem", &status) == 0 && status.st_mode & 0o7777 == 0o600)
            #expect(stat("\(folder)/.gateway", &status) == 0 && status.st_mode & 0o7777 == 0o700)
            #expect(try read("\(folder)/.gateway/.gitignore") == "*\n")
        }
    }
}

/// A listening socket, for as long as it is kept.
private final class PortHolder: Sendable {
    private let descriptor: Int32

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0, listen(descriptor, 1) == 0 else { throw Tool.Missing(description: "port \(port)") }
    }

    deinit {
        close(descriptor)
    }
}

private func base64URLDecoded(_ text: String) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    var bits: UInt32 = 0
    var count = 0
    var bytes: [UInt8] = []
    for byte in text.utf8 {
        bits = bits << 6 | UInt32(alphabet.firstIndex(of: byte) ?? 0)
        count += 6
        if count >= 8 {
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
        }
    }
    return bytes
}
