// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayJOSE
package import GatewayModel
import GatewayTime
import GatewayTransport

extension Trace {
    /// Appends the trace as one line: what was decided, and why.
    ///
    /// `403 GET /dev/private 0.3 ms · Deny: token expired 3 min ago (exp 14:02:11Z)`
    package func appendLine(to line: inout [UInt8]) {
        append(decimal: UInt64(status), to: &line)
        line.append(0x20)
        if case .malformed? = routing {
            line.append("(no request)")
        } else {
            appendPrintable(method, to: &line)
            line.append(0x20)
            appendPrintable(path, to: &line)
        }
        line.append(0x20)
        appendMilliseconds(to: &line)
        line.append(" · ")
        appendWhy(to: &line)
        line.append(0x0A)
    }

    /// Why it was decided so: what stands behind the dot in the line.
    var reason: String {
        var line: [UInt8] = []
        appendWhy(to: &line)
        return String(decoding: line, as: UTF8.self)
    }

    /// Appends why it was decided so.
    package func appendWhy(to line: inout [UInt8]) {
        appendReason(to: &line)
        appendCrossOrigin(to: &line)
    }

    /// Tenths from 0.1 ms on, hundredths below.
    private func appendMilliseconds(to line: inout [UInt8]) {
        let hundredths = (duration + 5000) / 10_000
        if hundredths < 10 {
            line.append("0.0")
            append(decimal: hundredths, to: &line)
        } else {
            let tenths = (duration + 50_000) / 100_000
            append(decimal: tenths / 10, to: &line)
            line.append(UInt8(ascii: "."))
            append(decimal: tenths % 10, to: &line)
        }
        line.append(" ms")
    }

    private func appendReason(to line: inout [UInt8]) {
        switch routing {
        case .malformed(let reason)?: line += reason.utf8
        case .unknownStage(let hint)?: appendHint("no such stage", hint, to: &line)
        case .noRoute(let hint)?: appendHint("no route", hint, to: &line)
        case .preflight(let methods)?:
            line += "preflight: \(methods.map(\.rawValue).joined(separator: ", "))".utf8
        case .matched?, nil:
            guard let authorization else {
                line.append("public")
                return appendIntegration(to: &line)
            }
            appendAuthorization(authorization, to: &line)
            appendIntegration(to: &line)
        }
    }

    /// What the guard of a private route decided and why, in the words of the log.
    package var authorizationReason: String {
        var line: [UInt8] = []
        if let authorization { appendAuthorization(authorization, to: &line) }
        return String(decoding: line, as: UTF8.self)
    }

    private func appendHint(_ what: StaticString, _ hint: String?, to line: inout [UInt8]) {
        line.append(what)
        if let hint {
            line.append("; ")
            line += hint.utf8
        }
    }

    private func appendAuthorization(_ authorization: Authorization, to line: inout [UInt8]) {
        switch authorization.result {
        case .unauthorized: line += Self.reason(authorization).utf8
        case .fault(let fault): line += oneLine(fault.description).utf8
        case .methodArnTooLong(let bytes):
            let limit = Guard.methodArnLimit
            line += "the method ARN has \(bytes) bytes, and at most \(limit) are allowed; ".utf8
            line.append("the authorizer was not asked")
        case .judged(let verdict, let note): appendVerdict(verdict, note, authorization, to: &line)
        case .answered(let isAuthorized):
            line.append(isAuthorized ? "Allow" : "Deny: the authorizer answered isAuthorized: false")
            appendCache(authorization, nil, to: &line)
        case .token(let finding): appendToken(finding, to: &line)
        }
    }

    private func appendToken(_ finding: TokenFinding, to line: inout [UInt8]) {
        switch finding {
        case .accepted(let subject):
            line.append("JWT accepted")
            if let subject {
                line.append(": ")
                appendOneLine(subject, to: &line)
            }
        case .refused, .insufficientScope:
            line.append("JWT: ")
            line += oneLine(finding.refusal(at: startedAt) ?? "refused").utf8
        }
    }

    /// Why there is a 401.
    private static func reason(_ authorization: Authorization) -> String {
        if case .jwt = authorization.kind, let source = authorization.identity.absent {
            return "JWT: no token in the \(oneLine(source.inWords))"
        }
        return reason(authorization.identity)
    }

    private static func reason(_ identity: Identity) -> String {
        switch identity {
        case .present: "the authorizer threw \"Unauthorized\""
        case .missing(let source): "no \(oneLine(source.inWords)); the authorizer was not asked"
        case .empty(let source): "an empty \(oneLine(source.inWords)); the authorizer was not asked"
        case .differs(let expression):
            "the token does not match \(oneLine(expression, limit: 80)); the authorizer was not asked"
        case .undecided(let expression, let reason):
            "whether the token matches \(oneLine(expression, limit: 80)) was not found out: \(oneLine(reason)); "
                + "the authorizer was not asked"
        }
    }

    private func appendVerdict(
        _ verdict: Verdict,
        _ note: AuthorizerNote?,
        _ authorization: Authorization,
        to line: inout [UInt8]
    ) {
        switch verdict {
        case .allow:
            line.append("Allow")
            if let subject = note?.subject {
                line.append(": ")
                appendOneLine(subject, to: &line)
            }
        case .explicitDeny(let statement):
            line.append("Deny: ")
            line += oneLine(note?.reason(at: startedAt) ?? denial(by: statement, authorization)).utf8
        case .implicitDeny:
            line.append("Deny: no statement of the policy allows it")
            // A lockout says the same in better words.
            let findings = authorization.lockout == nil ? authorization.findings?() ?? [] : []
            for finding in findings.prefix(3) {
                line += "; \(finding.name) \(oneLine(finding.reason))".utf8
            }
        }
        appendCache(authorization, note, to: &line)
        appendLockout(authorization, to: &line)
    }

    private func denial(by statement: Int, _ authorization: Authorization) -> String {
        guard let finding = authorization.findings?().first(where: { $0.index == statement }) else {
            return "Statement[\(statement)] of the policy"
        }
        return "\(finding.name) of the policy \(finding.reason)"
    }

    private func appendCache(_ authorization: Authorization, _ note: AuthorizerNote?, to line: inout [UInt8]) {
        guard case .hit(let remaining)? = authorization.cache else { return }
        line.append(", answered from the authorizer's cache, ")
        append(decimal: UInt64(max(0, remaining)), to: &line)
        line.append(" s left")
        if let expiresAt = note?.tokenExpiresAt, expiresAt <= startedAt.secondsSince1970 {
            line.append("; the token itself expired ")
            line += spanInWords(seconds: startedAt.secondsSince1970 - expiresAt).utf8
            line.append(" ago")
        }
    }

    private func appendLockout(_ authorization: Authorization, to line: inout [UInt8]) {
        guard let lockout = authorization.lockout else { return }
        line += "; warning: \(oneLine(lockout.description))".utf8
    }

    private func appendCrossOrigin(to line: inout [UInt8]) {
        guard case .hidden(let origin, let reason)? = cors else { return }
        line += "; a browser hides this answer from \(origin): \(reason.description)".utf8
    }

    private func appendIntegration(to line: inout [UInt8]) {
        switch integration?.outcome {
        case .answered?, nil: break
        case .threw(let message)?: line += "; the handler threw: \(oneLine(message))".utf8
        case .malformed(let reason)?: line += "; the handler's answer is malformed: \(reason)".utf8
        case .timedOut(let limit)?: line += "; the handler did not answer within \(inSeconds(limit))".utf8
        case .failed(let reason)?: line += "; \(oneLine(reason))".utf8
        }
    }

    private func append(decimal number: UInt64, to line: inout [UInt8]) {
        line.append(decimal: Int(number))
    }

    private func appendOneLine(_ text: String, to line: inout [UInt8]) {
        var text = text
        let isPlain = text.withUTF8 { bytes in
            guard bytes.count <= 500, bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { return false }
            line.append(contentsOf: bytes)
            return true
        }
        if !isPlain { line += oneLine(text).utf8 }
    }

    /// Clients choose these bytes; the decoder lets through what is visible ASCII, and that is checked again here.
    private func appendPrintable(_ bytes: ArraySlice<UInt8>, to line: inout [UInt8]) {
        if bytes.count <= 200, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
            line += bytes
        } else {
            line += printable(bytes).utf8
        }
    }
}

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
    fileprivate var absent: IdentitySource? {
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

extension Trace.Lockout: CustomStringConvertible {
    package var description: String {
        "the cached policy allows \(allowedArn) only, so for \(remaining) s this identity gets 403 on every other "
            + "route; let the policy name a pattern, or set resultTtlInSeconds: 0"
    }
}

extension Trace.CrossOrigin.Reason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .off: "the API has no CORS; \"cors: true\" in the definition lets pages read it"
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
