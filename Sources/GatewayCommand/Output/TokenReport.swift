// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayJOSE
import GatewayJSON
import GatewayTime

/// The form in which `gateway verify` answers.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
}

/// One line for each token.
///
/// The token itself is never in it: lines are kept and shown around.
struct TokenReport {
    let format: ReportFormat

    func line(_ finding: TokenFinding) -> String {
        switch format {
        case .text: text(finding.outcome)
        case .json: JSONValue.object(json(finding)).visibleText
        }
    }

    private func text(_ outcome: TokenFinding.Outcome) -> String {
        switch outcome {
        case .valid(let claims, let now): "valid: \(excerpt(claims.subject)), \(expiry(claims.expiresAt, now))"
        case .signed(let jws):
            "valid: signed with \(jws.algorithm.name)" + (jws.kid.map { " by \(quotedExcerpt($0))" } ?? "")
        case .invalid(let reason), .unjudged(let reason): "invalid: \(reason)"
        }
    }

    /// A text as it is, but for what would begin a line or speak to a terminal.
    private func excerpt(_ text: String) -> Substring {
        quotedExcerpt(text, limit: 200).dropFirst().dropLast()
    }

    private func expiry(_ end: Timestamp, _ now: Timestamp) -> String {
        let left = end.secondsSince1970 - now.secondsSince1970
        return left > 0
            ? "expires in \(spanInWords(seconds: left))"
            : "expired \(spanInWords(seconds: left)) ago, within the leeway"
    }

    private func json(_ finding: TokenFinding) -> JSONObject {
        var object = JSONObject()
        switch finding.outcome {
        case .valid, .signed: object["valid"] = true
        case .invalid(let reason), .unjudged(let reason):
            object["valid"] = false
            object["reason"] = .string(reason)
        }
        if let header = finding.header { object["header"] = .object(header) }
        if let claims = claims(finding.outcome) { object["claims"] = .object(claims) }
        return object
    }

    /// Claims of a token that holds; those of another one are only what somebody wrote.
    private func claims(_ outcome: TokenFinding.Outcome) -> JSONObject? {
        switch outcome {
        case .valid(let claims, _): return claims.object
        case .signed(let jws):
            do throws(JSONError) {
                return try JSONValue(parsing: jws.payload).object
            } catch {
                return nil  // What was signed is no JSON: it may be anything.
            }
        case .invalid, .unjudged: return nil
        }
    }
}
