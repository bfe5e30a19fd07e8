// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import Glibc
import TestSupport
import Testing

/// `gateway verify`: what it says, and how it ends.
@Suite struct VerifyTests {
    // MARK: - Tokens

    @Test func `a good token is valid, with its subject and the time that is left`() async throws {
        let (code, output, errors) = try await VerifyRun.verify([TenantTokens.signed()])
        #expect(code == 0, "\(errors)")
        #expect(output.wholeMatch(of: #/valid: auth0\|mary, expires in (59|60) min\n/#) != nil, "\(output)")
        #expect(errors == "")
    }

    @Test func `several tokens are answered in their order, and one bad one decides the exit code`() async throws {
        let good = try TenantTokens.signed()
        let tokens = [
            good, try TenantTokens.signed(lifetime: -180),
            try TenantTokens.signed { $0["aud"] = "https://other.test/" },
            try TenantTokens.signed { $0["iss"] = "https://evil.test/" }, "garbage", "a.b.c.d.e", "",
            try TenantTokens.signed(by: TenantKeys.second), TenantTokens.withOtherSignature(good),
            try TenantTokens.signed { $0["scope"] = 7 }, good,
        ]
        let (code, output, errors) = try await VerifyRun.verify(tokens)
        #expect(code == 1, "\(errors)")
        let lines = output.split(separator: "\n").map(String.init)
        let starts = [
            "valid: auth0|mary, expires in ", "invalid: token expired 3 min ago",
            #"invalid: the token is for "https://other.test/", expected "https://api.example.test/""#,
            #"invalid: the token's issuer is "https://evil.test/", expected "https://tenant.example.test/""#,
            "invalid: the token is no JWT (it has no dots)", "invalid: the token has 5 parts: it is encrypted",
            "invalid: the token is empty", "invalid: \(VerifyRun.strange)",
            "invalid: the token's signature does not match",
            #"invalid: the token's "scope" is a number"#, "valid: auth0|mary, expires in ",
        ]
        try #require(lines.count == starts.count, "\(output)")
        for (line, start) in zip(lines, starts) { #expect(line.hasPrefix(start), "\(line)") }
        for token in tokens where token.utf8.count > 100 { #expect(!output.contains(token.suffix(40))) }
    }

    @Test(arguments: ["Bearer ", "bearer  ", " \t", "  BEARER   "])
    func `a pasted header value is taken for its token`(prefix: String) async throws {
        let (code, output, _) = try await VerifyRun.verify([prefix + TenantTokens.signed() + " \r\n"])
        #expect(code == 0, "\(output)")
    }

    @Test func `the leeway prolongs a token`() async throws {
        let token = try TenantTokens.signed(lifetime: -60)
        #expect(try await VerifyRun.verify([token]).code == 1)
        let (code, output, _) = try await VerifyRun.verify(["--leeway", "3600", token])
        #expect(code == 0)
        #expect(output.wholeMatch(of: #/valid: auth0\|mary, expired \d+ (s|min) ago, within the leeway\n/#) != nil)
    }

    @Test func `a subject cannot write lines of its own`() async throws {
        let token = try TenantTokens.signed { $0["sub"] = "mary\nvalid: admin\u{1B}[2J" }
        let (code, output, _) = try await VerifyRun.verify([token])
        #expect(code == 0)
        #expect(output.hasPrefix(#"valid: mary\u{a}valid: admin\u{1b}[2J, expires in "#), "\(output)")
        #expect(output.count { $0 == "\n" } == 1)
    }

    @Test func `a list of forged tokens is judged to its end`() async throws {
        let tokens = try (0..<30).map { index in
            try TenantTokens.signed(by: TokenSigner(key: TenantTokens.strangerKey, kid: "forged \(index)"))
        }
        let (code, output, errors) = try await VerifyRun.verify(tokens)
        #expect(code == 1, "\(errors)")
        let lines = output.split(separator: "\n").map(String.init)
        #expect(lines == (0..<30).map { #"invalid: no key "forged \#($0)" in the JWKS (1 key there)"# })
    }

    // MARK: - Standard input

    @Test(arguments: [[], ["-"]])
    func `each line of standard input is a token`(arguments: [String]) async throws {
        let good = try TenantTokens.signed()
        let long = String(repeating: "x", count: 100_000)
        let input = "\n\(good)\r\n  \t\n Bearer \(good)\nx.y\n\(long)\n\n\(good)"
        let (code, output, _) = try await VerifyRun.verify(arguments, input: input)
        #expect(code == 1)
        let words = output.split(separator: "\n").map { $0.prefix { $0 != ":" } }
        #expect(words == ["valid", "valid", "invalid", "invalid", "valid"])
        #expect(output.contains("invalid: the line has more than 65536 bytes"))
    }

    @Test func `a line is answered as it comes`() async throws {
        let token = try TenantTokens.signed()
        let files = [
            "config.yml": TenantTokens.config(keys: "keys.json"), "keys.json": VerifyRun.keys([TenantKeys.first]),
            "token.txt": token + "\n",
        ]
        try await withFolder(files) { folder in
            try #require(mkfifo("\(folder)/door", 0o600) == 0)
            let script = "(cat token.txt; cat door; cat token.txt) | \(Tool.gateway) verify"
            let process = try RunningProcess("/bin/sh", ["-c", script], in: folder)
            defer { process.signal(SIGKILL) }
            try await eventually("the first line is answered: \(process.errors)") { process.output.hasSuffix("\n") }
            #expect(process.output.count { $0 == "\n" } == 1)
            try write("x.y\n", to: "\(folder)/door")
            #expect(await process.end() == 1)
            try await eventually("the outputs are complete") { process.isDrained }
            let words = process.output.split(separator: "\n").map { $0.prefix { $0 != ":" } }
            #expect(words == ["valid", "invalid", "valid"])
        }
    }

    @Test func `when nobody reads any more it ends`() async throws {
        let files = [
            "config.yml": TenantTokens.config(keys: "keys.json"), "keys.json": VerifyRun.keys([TenantKeys.first]),
            "token.txt": try TenantTokens.signed(),
        ]
        try await withFolder(files) { folder in
            let script = "yes \"$(cat token.txt)\" | \(Tool.gateway) verify | head -n 2"
            let (code, output, _) = try await run("/bin/sh", ["-c", script], in: folder)
            #expect(code == 0)
            #expect(output.split(separator: "\n").count == 2)
        }
    }

    // MARK: - JSON

    @Test func `as JSON a valid token has header and claims, another one its reason`() async throws {
        let good = try TenantTokens.signed { $0["role"] = "admin" }
        let tokens = [good, try TenantTokens.signed(lifetime: -60), "garbage"]
        let (code, output, _) = try await VerifyRun.verify(["--format", "json"] + tokens)
        #expect(code == 1)
        let objects = try output.split(separator: "\n").map { try JSONValue(parsing: String($0)).object }
        try #require(objects.count == 3)
        #expect(objects[0]?.members.map(\.name) == ["valid", "header", "claims"])
        #expect(objects[0]?["valid"] == true)
        #expect(objects[0]?["header"]?.object?["kid"] == "first")
        #expect(objects[0]?["claims"]?.object?["role"] == "admin")
        #expect(objects[1]?.members.map(\.name) == ["valid", "reason", "header"])
        #expect(objects[1]?["valid"] == false)
        #expect(objects[1]?["reason"]?.string?.hasPrefix("token expired ") == true)
        #expect(objects[2]?.members.map(\.name) == ["valid", "reason"])
        #expect(!output.contains(good.suffix(40)))
    }

    // MARK: - Any JWS

    // RFC 7515, appendix A.3.
    private static let example = """
        eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cn\
        VlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q
        """
    private static let exampleKey = """
        {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCy\
        StikYjKIWI5a0"}
        """

    @Test func `with --signature-only a text without kid, exp and aud is valid`() async throws {
        let files = ["jwks.json": #"{"keys":[\#(Self.exampleKey)]}"#]
        let arguments = ["--signature-only", "--jwks", "jwks.json"]
        let plain = try await VerifyRun.verify(arguments + [Self.example], files: files)
        #expect(plain.code == 0, "\(plain.errors)")
        #expect(plain.output == "valid: signed with ES256\n")

        let json = try await VerifyRun.verify(arguments + ["--format", "json", Self.example], files: files)
        #expect(
            json.output
                == #"{"valid":true,"header":{"alg":"ES256"},"claims":{"iss":"joe","exp":1300819380,"#
                + #""http://example.com/is_root":true}}"# + "\n"
        )

        let changed = Self.example.replacing("eyJpc3MiOiJqb2Ui", with: "eyJpc3MiOiJqb2Uy")
        let forged = try await VerifyRun.verify(arguments + [changed], files: files)
        #expect(forged.code == 1)
        #expect(forged.output.hasPrefix("invalid: the token's signature does not match"))
    }

    @Test func `with --signature-only and two keys that would do, none is guessed`() async throws {
        let files = ["jwks.json": #"{"keys":[\#(Self.exampleKey),\#(Self.exampleKey)]}"#]
        let (code, output, _) = try await VerifyRun.verify(
            ["--signature-only", "--jwks", "jwks.json", Self.example],
            files: files
        )
        #expect(code == 1)
        #expect(
            output == "invalid: the token's header has no \"kid\", and more than one key in the JWKS is for ES256\n"
        )
    }

    @Test func `without it the same text is no access token`() async throws {
        let files = ["jwks.json": #"{"keys":[\#(Self.exampleKey)]}"#]
        let (code, output, _) = try await VerifyRun.verify(
            ["--jwks", "jwks.json", "--issuer", "joe", "--audience", "x", Self.example],
            files: files
        )
        #expect(code == 1)
        #expect(output == "invalid: the token's header has no \"kid\" that says which key signed it\n")
    }
}
