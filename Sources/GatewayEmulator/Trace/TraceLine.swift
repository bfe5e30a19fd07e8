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
        case .token(let finding):
            appendToken(finding, to: &line)
            if authorization.ignoresSignature { line += "; warning: \(Authorization.ignoredSignature)".utf8 }
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
