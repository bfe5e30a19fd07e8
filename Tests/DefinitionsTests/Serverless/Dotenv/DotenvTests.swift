// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import TestSupport
import Testing

/// `.env` files.
///
/// Source: dotenv, README, "What rules does the parsing engine follow?"; dotenv-expand, README, "What rules does the
/// expansion engine follow?"; Serverless Framework documentation, `useDotenv`.
struct DotenvTests {
    @Test(
        arguments: [
            ("A=b", "b"), ("A = b ", "b"), ("  export A=b", "b"), ("A: b", "b"), ("A=", ""), ("A=b # c", "b"),
            ("A=b#c", "b"), ("A='b # c'", "b # c"), ("A=\"b # c\" # d", "b # c"), ("A=`b'\"c`", "b'\"c"),
            ("A='b\\nc'", "b\\nc"),
            ("A=\"b\\nc\\rd\"", "b\nc\rd"), ("A=\"b\\tc\"", "b\\tc"), ("A=\"b\nc\"", "b\nc"),
            ("A='b\r\nc'\r\n", "b\nc"),
            ("A=\"b\\\"c\"", "b\\\"c"), ("A=b\nA=c", "c"), ("# A=x\n\nA=b", "b"), ("A=it's", "it's"),
            ("A=\"b\" c", "\"b\" c"),
            ("A={\"k\": 1}", "{\"k\": 1}"), ("\u{FEFF}A=b", "b"), ("A=b\rB=c", "b"), ("A=ä€", "ä€"), ("A==b=", "=b="),
            // Expansion.
            ("B=1\nA=x${B}y$B", "x1y1"), ("A=${B}\nB=1", "1"), ("A=\\$B", "$B"), ("A=${NONE}", ""),
            ("A=${NONE:-x}", "x"),
            ("A=${NONE-x}", "x"), ("A=${NONE:-${ALSO:-y}}", "y"), ("A='$HOST'", "h"), ("A=$5", "$5"), ("A=a$", "a$"),
            ("A=${", "${"), ("A=${A}x", "x"), ("A=$B\nB=$A", ""), ("A=${HOST:-x}", "h"), ("HOST=x\nA=$HOST", "h"),
        ] as [(String, String)]
    )
    func `a line sets a variable`(text: String, value: String) throws {
        var folder = try ServiceFolder("service: s\nv: '${env:A}'\n", [".env": text])
        folder.options.environment = ["HOST": "h"]
        #expect(try folder.read().environment["A"] == value)
    }

    @Test func `the stage's file comes first, and the process wins over both`() throws {
        var folder = try ServiceFolder(
            "service: s\nprovider: {stage: qa}\n",
            [".env": "A=1\nB=1\nC=1\nD=${B}\n", ".env.qa": "B=2\nC=2\n", ".env.dev": "A=3\n"]
        )
        folder.options.environment = ["C": "0"]
        #expect(try folder.read().environment == ["A": "1", "B": "2", "C": "0", "D": "2"])
        folder.options.stage = "dev"
        #expect(try folder.read().environment["A"] == "3")
    }

    @Test(
        arguments: [
            ("", "u"), ("useDotenv: true", "u"), ("useDotenv: false", nil), ("useDotenv: more.env", "um"),
            ("useDotenv: [./more.env, third.env]", "umt"),
            ("useDotenv: '${self:custom.more}'\ncustom: {more: more.env}", "um"),
        ] as [(String, String?)]
    )
    func `useDotenv turns them off, or names more`(line: String, read: String?) throws {
        let folder = try ServiceFolder(
            "service: s\n\(line)\n",
            [".env": "U=u\nX=usual", "more.env": "M=m\nX=more", "third.env": "T=t"]
        )
        let environment = try folder.read().environment
        let found = ["U", "M", "T"].compactMap { environment[$0] }.joined()
        #expect(found == (read ?? ""))
        #expect(environment["X"] == (read == nil ? nil : "usual"))
    }

    @Test(arguments: [
        Mistake("A='b", ".env:1:3: this quote has no end; close it with '"),
        Mistake("B=1\n  A=\"b\nc\n", ".env:2:5: this quote has no end; close it with \""),
    ])
    func `a quote without an end is refused`(mistake: Mistake) throws {
        #expect(try ServiceFolder("service: s\n", [".env": mistake.text]).report == mistake.report)
    }

    @Test func `a named file must be there`() throws {
        let folder = try ServiceFolder("service: s\nuseDotenv: no.env\n")
        #expect(
            folder.report
                == #"serverless.yml:2:12: "useDotenv" names the file "no.env", which is not there; make it, or remove it here"#
        )
    }

    @Test func `which files are read must be known here`() throws {
        let folder = try ServiceFolder("service: s\nuseDotenv: ${ssm:/env}\n")
        #expect(
            folder.report
                == #"serverless.yml:2:12: "useDotenv" is not known: "${ssm:/env}" is not known on this machine; give it a "#
                + "fallback: ${ssm:/env, 'local'}, or --variable 'ssm:/env=VALUE'"
        )
    }

    @Test func `a line that sets nothing is a warning`() throws {
        let warnings = try ServiceFolder("service: s\n", [".env": "A=1\nhello\n=x\n"]).read().warnings
        #expect(warnings.map(\.position?.line) == [2, 3])
    }

    @Test func `a stage does not come from a file that is chosen by it`() throws {
        let folder = try ServiceFolder("service: s\nprovider: {stage: '${env:S, ''x''}'}\n", [".env": "S=y\n"])
        #expect(try folder.read().stage == "x")
    }

    @Test func `values that double one another have an end`() throws {
        let text = (0..<40).map { "A\($0)=$A\($0 + 1)$A\($0 + 1)\n" }.joined() + "A40=x\n"
        let folder = try ServiceFolder("service: s\n", [".env": text])
        #expect(folder.report.contains(".env:1:1: what its names stand for is too long"))
    }
}
