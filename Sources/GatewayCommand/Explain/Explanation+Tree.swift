// SPDX-License-Identifier: Apache-2.0

import GatewayEmulator
import GatewayJSON
import GatewayModel

/// The explanation for a person: one branch per step, in the pipeline's order.
extension Explanation {
    func lines(_ style: Style) -> [String] {
        let ink: Style.Ink = message.status < 400 ? .green : .red
        let target = oneLine(redaction.target(request.target), limit: 2000)
        let title =
            style(.bold, "\(oneLine(request.method, limit: 50)) \(target)") + "  →  " + style(ink, message.statusText)
        return [title, ""] + Tree.draw(branches(style), style)
    }

    private func branches(_ style: Style) -> [Tree] {
        var branches = [route(style)]
        if let authorization = outcome.trace.authorization {
            branches += authorizer(authorization, style)
        }
        if let integration = outcome.trace.integration {
            branches.append(Tree("handler", Self.text(of: integration)))
        }
        branches.append(Tree("AWS sends", answer(style)))
        branches.append(browserBranch(style))
        return branches
    }

    // MARK: - The route

    private func route(_ style: Style) -> Tree {
        let others = outcome.candidates.map { candidate in
            let name = candidate.route.key
            let mark = candidate.standing == .chosen ? style(.green, "✓") : style(.dim, "·")
            return Tree("\(name)", "\(mark) \(candidate.reason)")
        }
        switch outcome.trace.routing {
        case .matched(let route)?:
            let access: String
            switch route.access {
            case .public: access = style(.green, "public")
            case .private(let name, _): access = style(.yellow, "private") + ", authorizer \(name)"
            }
            return Tree("route", "\(route.key) → \(route.target), \(access)", others)
        case .preflight(let methods)?:
            let names = methods.map(\.rawValue).joined(separator: ", ")
            return Tree("route", "OPTIONS of the API's cors settings, for \(names); no authorizer", others)
        case .unknownStage(let hint)?:
            return Tree(
                "route",
                style(.red, "no stage \"\(oneLine(firstSegment, limit: 80))\"") + "; the stage is \(api.stage)"
                    + after(hint)
            )
        case .noRoute(let hint)?: return Tree("route", style(.red, "none") + after(hint), others)
        case .malformed(let reason)?: return Tree("route", style(.red, "no request: \(reason)"))
        case nil: return Tree("route", "none")
        }
    }

    private var firstSegment: String {
        String(request.target.drop { $0 == "/" }.prefix { $0 != "/" && $0 != "?" })
    }

    private func after(_ hint: String?) -> String { hint.map { "; \($0)" } ?? "" }

    // MARK: - The authorizer

    private func authorizer(_ authorization: Trace.Authorization, _ style: Style) -> [Tree] {
        var branches = [identity(authorization, style)]
        if let cache = authorization.cache { branches.append(Tree("cache", text(of: cache, authorization))) }
        if let invocation = authorization.invocation {
            branches.append(self.invocation(invocation, authorization, style))
        }
        if let findings = authorization.findings?(), !findings.isEmpty {
            let arn = outcome.methodArn ?? ""
            branches.append(Tree("policy", "asked about \(arn)", findings.map { statement($0, style) }))
        }
        branches.append(verdict(authorization, style))
        return branches
    }

    private func identity(_ authorization: Trace.Authorization, _ style: Style) -> Tree {
        let sources = authorization.kind.identitySources
        let children = sources.map { source in
            var mark = style(.green, "✓")
            switch authorization.identity {
            case .missing(source), .empty(source): mark = style(.red, "✗")
            default: break
            }
            return Tree(source.text(in: api.kind), "\(mark) \(value(of: source))")
        }
        let text: String
        switch authorization.identity {
        case .present where sources.isEmpty: text = "no identity source; the authorizer is always asked"
        case .present: text = "present"
        case .missing(let source): text = style(.red, "no \(source.inWords)") + "; the authorizer is not asked"
        case .empty(let source): text = style(.red, "an empty \(source.inWords)") + "; the authorizer is not asked"
        case .differs(let expression): text = style(.red, "does not match") + " \(expression)"
        case .undecided(let expression, let reason): text = style(.red, "undecided") + ": \(expression): \(reason)"
        }
        return Tree("identity", text, children)
    }

    private func value(of source: IdentitySource) -> String {
        switch source {
        case .header(let name): request.header(name).map { redaction.value($0, of: name) } ?? ""
        case .queryString(let name): request.queryValue(name).map { redaction.value($0, of: name) } ?? ""
        case .stageVariable(let name): api.stageVariables[name] ?? ""
        case .context: ""
        }
    }

    private func text(of cache: Trace.Cache, _ authorization: Trace.Authorization) -> String {
        let ttl = api.authorizer(named: authorization.authorizer)?.resultTtlInSeconds ?? 0
        switch cache {
        case .off: return "off (resultTtlInSeconds: 0)"
        case .miss: return "empty here; a server keeps the answer for \(ttl) s per identity"
        case .hit(let remaining): return "answered from it, \(remaining) s left"
        }
    }

    private func invocation(
        _ invocation: Trace.Invocation,
        _ authorization: Trace.Authorization,
        _ style: Style
    ) -> Tree {
        let handler = api.authorizer(named: authorization.authorizer)?.function.description ?? ""
        let milliseconds = Double(invocation.duration / 10_000) / 100
        let token = tokenLines(authorization)
        var children = [Tree("event", redaction.event(invocation.event()).prettyLines())]
        if !token.isEmpty { children.append(Tree("token", token)) }
        if let answer = invocation.answer { children.append(Tree("answer", answer().prettyLines())) }
        return Tree(
            "authorizer",
            "\(authorization.authorizer) (\(authorization.kind.name), \(handler)), \(milliseconds) ms",
            children
        )
    }

    /// What the token says that our own authorizer was asked about.
    private func tokenLines(_ authorization: Trace.Authorization) -> [String] {
        switch api.authorizer(named: authorization.authorizer)?.function {
        case .auth0?, .jwt?: break
        case .allow?, .deny?, .function?, nil: return []
        }
        guard let index = authorization.kind.tokenSourceIndex else { return [] }
        let token: String?
        switch authorization.kind.identitySources[index] {
        case .header(let name):
            token = request.header(name).flatMap { value in
                value.lowercased().hasPrefix("bearer ") ? String(value.dropFirst(7).drop { $0 == " " }) : nil
            }
        case .queryString(let name): token = request.queryValue(name)
        case .stageVariable, .context: token = nil
        }
        guard let token else { return [] }
        return TokenBranch.lines(token, now: outcome.trace.startedAt)
    }

    private func statement(_ finding: StatementFinding, _ style: Style) -> Tree {
        let isAllow = finding.effect == .allow
        let mark = finding.matched ? style(isAllow ? .green : .red, isAllow ? "✓" : "✗") : style(.dim, "·")
        return Tree(finding.name, "\(mark) \(finding.effect.rawValue)  \(finding.reason)")
    }

    private func verdict(_ authorization: Trace.Authorization, _ style: Style) -> Tree {
        var children: [Tree] = []
        if !authorization.context.isEmpty {
            let entries = authorization.context.map { entry in
                "\(oneLine(entry.key, limit: 80)) = \(oneLine(entry.value, limit: 80))"
            }
            children.append(Tree("context", entries))
        }
        if let lockout = authorization.lockout {
            children.append(Tree("warning", style(.yellow, lockout.description)))
        }
        let isAllow =
            switch authorization.result {
            case .judged(.allow, _), .answered(isAuthorized: true), .token(.accepted): true
            default: false
            }
        if case .missing = authorization.identity, let advice { children.append(Tree("try", advice)) }
        let reason = outcome.trace.authorizationReason
        return Tree("verdict", style(isAllow ? .green : .red, reason), children)
    }

    /// Options that bring a token, where a token is what is missing.
    private var advice: String? {
        guard let name = outcome.trace.authorization?.authorizer, let authorizer = api.authorizer(named: name),
            case .auth0 = authorizer.function, case .token(let header, _) = authorizer.kind,
            header.lowercased().utf8.elementsEqual("authorization".utf8)
        else { return nil }
        let trial = TrialRequest(
            authorizer: authorizer,
            embeddedIssuer: embeddedIssuer,
            tokenCommand: "gateway token"
        )
        return "--token \"\(trial.token)\""
    }

    private static func text(of integration: Trace.Integration) -> String {
        switch integration.outcome {
        case .answered: "answered"
        case .threw(let message): "threw: \(oneLine(message))"
        case .malformed(let reason): "malformed answer: \(reason)"
        case .timedOut(let limit): "did not answer within \(inSeconds(limit))"
        case .failed(let reason): oneLine(reason)
        }
    }

    // MARK: - The answer

    private func answer(_ style: Style) -> [String] {
        let ink: Style.Ink = message.status < 400 ? .green : .red
        let fields = message.fields.map { style(.dim, $0.name + ":") + " \(oneLine($0.value))" }
        let lines = message.body.split(separator: "\n", omittingEmptySubsequences: false)
        let body = message.body.isEmpty ? [] : [""] + lines.map { oneLine(String($0), limit: 2000) }
        return [style(ink, message.statusLine)] + fields + body
    }

    private func browserBranch(_ style: Style) -> Tree {
        var children: [Tree] = []
        if let preflight = browser.preflight {
            let question = "OPTIONS is answered \(preflight.status)"
            let text = preflight.refusal.map { "\(question); \($0)" } ?? "\(question), and lets the request through"
            children.append(
                Tree("preflight", (preflight.refusal == nil ? style(.green, "✓ ") : style(.red, "✗ ")) + text)
            )
        }
        let page = "a page of \(oneLine(browser.origin, limit: 200))"
        let hasCORS = api.cors != nil || api.corsConfiguration != nil
        let advice = hasCORS ? "" : "; \"cors: true\" in the definition lets it"
        switch browser.result {
        case .readable: return Tree("browser", "\(page) reads the \(message.status)", children)
        case .hidden(let reason):
            let text = style(.red, "\(page) sees a network error, not the \(message.status)")
            return Tree("browser", "\(text): \(reason)\(advice)", children)
        case .neverSent:
            return Tree("browser", style(.red, "\(page) never sends it") + advice, children)
        }
    }
}
