// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import Testing

/// `limits:`.
///
/// Source: README.md, "Limits"; there is no such thing on AWS, whose quotas are the defaults.
struct LimitsTests {
    @Test func `each limit is read, as a number or with its unit`() throws {
        let written = """
             {urlBytes: 64, headerBytes: 64 KiB, headBytes: 1MiB, headerCount: 10, bodyBytes: '20 MiB', connections: 5,
              headTimeout: 1, bodyTimeout: 2 s, idleTimeout: 500 ms, writeTimeout: 2min}
            """
        let limits = try read(written)
        #expect(
            limits.amounts == [
                .urlBytes: 64, .headerBytes: 65_536, .headBytes: 1_048_576, .headerCount: 10,
                .bodyBytes: 20_971_520, .connections: 5,
            ]
        )
        #expect(
            limits.times == [
                .headTimeout: .seconds(1), .bodyTimeout: .seconds(2), .idleTimeout: .milliseconds(500),
                .writeTimeout: .seconds(120),
            ]
        )
    }

    @Test(arguments: ["", " ~", " {}"])
    func `there need not be any`(_ written: String) throws {
        #expect(try read(written) == Limits())
    }

    @Test func `limits are taken up to their bounds`() throws {
        for amount in Limits.Amount.allCases {
            for value in [amount.range.lowerBound, amount.range.upperBound] {
                #expect(try read(" {\(amount.rawValue): \(value)}").amounts == [amount: value])
            }
            for value in [amount.range.lowerBound - 1, amount.range.upperBound + 1] {
                let (low, high) = (amount.range.lowerBound, amount.range.upperBound)
                let report =
                    "r.yml:3:\(12 + amount.rawValue.utf8.count): \"\(amount.rawValue)\" is \(value), it must be "
                #expect(reportOfRoutes(file(" {\(amount.rawValue): \(value)}")) == report + "\(low) to \(high)")
            }
        }
    }

    /// The text under test begins at column 9 of line 3.
    @Test(arguments: [
        Mistake("[a]", #"r.yml:3:9: "limits" wants a map of limits and numbers, this is a list"#),
        Mistake(
            "{bodybytes: 5}",
            #"r.yml:3:10: unknown key "bodybytes" in "limits"; did you mean "bodyBytes"?"#
        ),
        Mistake(
            "{bodyBytes: 10 MB}",
            #"r.yml:3:21: "bodyBytes" is "10 MB", whose unit "MB" is unknown; did you mean "MiB"?"#
        ),
        Mistake(
            "{bodyBytes: '5'}",
            #"r.yml:3:21: "bodyBytes" wants bytes, such as 65536 or "64 KiB", this is the text "5""#
        ),
        Mistake(
            "{bodyBytes: +5 KiB}",
            #"r.yml:3:21: "bodyBytes" wants bytes, such as 65536 or "64 KiB", this is the text "+5 KiB""#
        ),
        Mistake("{bodyBytes: }", #"r.yml:3:21: "bodyBytes" wants bytes, such as 65536 or "64 KiB", this is empty"#),
        Mistake(
            "{bodyBytes: 999999999999 GiB}",
            #"r.yml:3:21: "bodyBytes" is 999999999999 GiB, it must be 0 to 1073741824 bytes"#
        ),
        Mistake("{bodyBytes: -1}", #"r.yml:3:21: "bodyBytes" is -1, it must be 0 to 1073741824"#),
        Mistake("{headerCount: 5 B}", #"r.yml:3:23: "headerCount" wants a whole number, this is the text "5 B""#),
        Mistake("{idleTimeout: 0}", #"r.yml:3:23: "idleTimeout" is 0, it must be 10 ms to 1 h"#),
        Mistake("{idleTimeout: 9 ms}", #"r.yml:3:23: "idleTimeout" is 9 ms, it must be 10 ms to 1 h"#),
        Mistake("{idleTimeout: 3601}", #"r.yml:3:23: "idleTimeout" is 3601, it must be 10 ms to 1 h"#),
        Mistake("{idleTimeout: 2 h}", #"r.yml:3:23: "idleTimeout" is 2 h, it must be 10 ms to 1 h"#),
        Mistake(
            "{idleTimeout: 5 sec}",
            #"r.yml:3:23: "idleTimeout" is "5 sec", whose unit "sec" is unknown; known units: ms, s, min, h"#
        ),
        Mistake(
            "{idleTimeout: 1.5}",
            #"r.yml:3:23: "idleTimeout" wants seconds, such as 30 or "500 ms", this is the text "1.5""#
        ),
        Mistake(
            "{idleTimeout: 1, idleTimeout: 2}",
            #"r.yml:3:26: the key "idleTimeout" occurs twice, first at r.yml:3:10; keep one of them"#
        ),
    ])
    func `a mistake in limits is reported at its place`(_ mistake: Mistake) {
        #expect(reportOfRoutes(file(" " + mistake.text)) == mistake.report)
    }

    private func read(_ written: String) throws -> Limits {
        try RoutesFile.read(text: Array(file(written).utf8), file: "r.yml").api.limits
    }

    private func file(_ written: String) -> String {
        "api: rest\nstage: dev\nlimits:\(written)\npublic: [GET /: builtin:public]"
    }
}
