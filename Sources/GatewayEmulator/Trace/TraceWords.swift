// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayJOSE
package import GatewayModel
import GatewayTime
import GatewayTransport

// The words that the log line, the JSON trace and `gateway explain` have in common.
extension IdentitySource {
    /// For a sentence that says that it is missing.
    package var inWords: String {
        switch self {
        case .header(let name): "\(name) header"
        case .queryString(let name): "query parameter \(name)"
        case .stageVariable(let name): "stage variable \(name)"
        case .context(let variable): "context.\(variable.rawValue)"
        }
    }
}

extension Trace.Identity {
    /// The source that is missing or has nothing in it.
    var absent: IdentitySource? {
        switch self {
        case .missing(let source), .empty(let source): source
        case .present, .differs, .undecided: nil
        }
    }
}

extension AuthorizerNote {
    /// Why it denies, as one would say it at a moment.
    func reason(at moment: Timestamp) -> String? {
        reason?.words(at: moment)
    }
}

extension AuthorizerNote.Reason {
    func words(at moment: Timestamp) -> String {
        switch self {
        case .text(let text): text
        case .tokenExpired(let expiry): TokenError.expired(at: expiry, now: moment).description
        }
    }
}

extension Trace.TokenFinding {
    /// Why a token is refused, as one would say it at a moment; `nil` when it is not.
    func refusal(at moment: Timestamp) -> String? {
        switch self {
        case .accepted: nil
        case .refused(let reason): reason.words(at: moment)
        case .insufficientScope(let wanted, let found):
            "the route asks for \(wanted.count == 1 ? "the scope" : "one of the scopes") "
                + "\(wanted.joined(separator: " ")), and the token has "
                + (found.isEmpty ? "no scope" : found.joined(separator: " "))
        }
    }
}

extension Trace.Authorization {
    static let ignoredSignature = "signature not checked (ignoreJWTSignature)"
}

extension Trace.Lockout: CustomStringConvertible {
    package var description: String {
        "the cached policy allows \(allowedArn) only, so for \(remaining) s this identity gets 403 on every other "
            + "route; let the policy name a pattern, or set resultTtlInSeconds: 0"
    }
}

extension Trace.CrossOrigin.Reason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .off:
            "no CORS headers are put on it; \"cors: true\" in routes.yml does that, and in a serverless.yml \"cors\" of the "
                + "event, or gateway responses for refusals"
        case .originNotAllowed: "the API's cors.origins do not name it"
        case .otherOriginNamed(let other): "the answer names \(oneLine(other, limit: 80))"
        case .ownAnswer: "an HTTP API puts CORS headers on what an integration answers, not on answers of its own"
        }
    }
}

extension StatementFinding {
    /// How a line names it: `Statement[1] "sid"`.
    package var name: String {
        "Statement[\(index)]" + (sid.map { " \"\(oneLine($0, limit: 40))\"" } ?? "")
    }
}

/// A message of somebody else's on one line.
///
/// What is not meant to be seen (control characters, line separators, marks that turn text around) becomes spaces: words
/// from elsewhere must not begin a line of their own or speak to a terminal. What is too long to be read is cut.
package func oneLine(_ text: String, limit: Int = 500) -> String {
    if text.utf8.count <= limit, text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var line = String.UnicodeScalarView()
    for (index, scalar) in text.unicodeScalars.enumerated() {
        guard index < limit else {
            line.append("…")
            break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: line.append(" ")
        default: line.append(scalar)
        }
    }
    return String(line)
}

/// A time limit in words: `29 s`, `0.05 s`.
package func inSeconds(_ duration: Duration) -> String {
    let milliseconds = wholeMilliseconds(duration)
    guard milliseconds % 1000 != 0 else { return "\(milliseconds / 1000) s" }
    var fraction = String(milliseconds % 1000 + 1000).dropFirst()
    while fraction.last == "0" { fraction.removeLast() }
    return "\(milliseconds / 1000).\(fraction) s"
}

func wholeMilliseconds(_ duration: Duration) -> Int64 {
    let (seconds, attoseconds) = duration.components
    return seconds * 1000 + attoseconds / 1_000_000_000_000_000
}
