// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayTransport
import Glibc

/// Tokens on their way through a judge to lines of standard output, in their order.
struct Verification {
    private let judge: TokenJudge
    private let report: TokenReport
    private var judged = 0
    private var invalid = 0
    private var unjudged = 0
    private var isRead = true

    init(judge: TokenJudge, report: TokenReport) {
        self.judge = judge
        self.report = report
    }

    /// Answers each token; `-`, and nothing at all, stand for the lines of standard input.
    mutating func run(_ tokens: [String]) async throws {
        for token in tokens.isEmpty ? ["-"] : tokens where isRead {
            if token == "-" {
                try await runLines()
            } else {
                await answer(token.utf8)
            }
        }
        guard judged > 0 else {
            throw failure(Exit.usage, "no token; name one, or write each on a line of standard input")
        }
    }

    /// The code to leave with; `nil` when every token is valid.
    func exitCode(keysMissing: ExitCode) -> ExitCode? {
        if unjudged > 0 { return keysMissing }
        return invalid > 0 ? Exit.tokenInvalid : nil
    }

    private mutating func runLines() async throws {
        if isatty(STDIN_FILENO) == 1 {
            Terminal.printError("gateway: write each token on a line; Ctrl-D ends")
        }
        var lines = StandardInputLines()
        while isRead, let line = try await lines.next() {
            switch line {
            case .text(let bytes) where bytes.allSatisfy(Self.isSpace): break
            case .text(let bytes): await answer(bytes)
            case .tooLong(let limit):
                let reason = "the line has more than \(limit) bytes, and no token has as many"
                note(TokenFinding(header: nil, outcome: .invalid(reason)))
            }
        }
    }

    private mutating func answer(_ text: some Sequence<UInt8>) async {
        note(await judge.judge(Self.token(in: text)))
    }

    private mutating func note(_ finding: TokenFinding) {
        judged += 1
        switch finding.outcome {
        case .valid, .signed: break
        case .invalid: invalid += 1
        case .unjudged: unjudged += 1
        }
        isRead = Terminal.printOut(report.line(finding))
    }

    /// The token in what people paste: white space around it, and the `Bearer` of the header that it was in (RFC 6750 §2.1).
    private static func token(in text: some Sequence<UInt8>) -> ArraySlice<UInt8> {
        var token = Array(text)[...].drop(while: isSpace)
        while let last = token.last, isSpace(last) { token.removeLast() }
        let scheme = "bearer ".utf8
        let hasScheme =
            token.count > scheme.count && zip(token, scheme).allSatisfy { $0 == $1 || $1 != 0x20 && $0 | 0x20 == $1 }
        return hasScheme ? token.dropFirst(scheme.count).drop(while: isSpace) : token
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A
    }
}
