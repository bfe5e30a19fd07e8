// SPDX-License-Identifier: Apache-2.0

import FuzzSupport
import GatewayAuthorizer
import GatewayJSON
import GatewayModel

/// Hands one input to the target: an authorizer's answer, or a policy document alone.
///
/// - Parameters:
///   - start: The input.
///   - count: How long it is.
/// - Returns: 0, whatever it was.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do throws(JSONError) {
        let value = try JSONValue(parsing: input(start, count))
        checkAnswer(value)
        checkDocument(value.object?["policyDocument"] ?? value)
    } catch {
        // The target JSON is about that.
    }
    return 0
}

private func checkAnswer(_ value: JSONValue) {
    checkSimple(value)
    checkTyped(value)
    do throws(AuthorizerFault) {
        let answer = try AuthorizerAnswer(checking: value)
        let document = try PolicyDocument(reading: value.object?["policyDocument"] ?? .null)
        require(answer.policy == document, "an answer's policy is its policyDocument")
        guard answer.principalId == nil else { return }
        for (arn, facts) in SampleRequest.all {
            require(!isAllow(document.verdict(on: arn, in: facts)), "nobody passes without a principalId")
        }
    } catch {
        require(isOneLine(error.description), "a reason stays on its line: \(error.description.debugDescription)")
    }
}

/// A simple response passes only when it says so, and never beside a policy.
private func checkSimple(_ value: JSONValue) {
    do throws(AuthorizerFault) {
        let answer = try AuthorizerAnswer(checking: value, format: .v2(enableSimpleResponses: true))
        guard case .simple(let isAuthorized) = answer.basis else { return require(false, "a simple response it is") }
        require(value.object?["policyDocument"] == nil, "a policy is no simple response")
        let word = value.object?["isAuthorized"]
        require(isAuthorized == (word == true || word == "true"), "it is taken at its word")
    } catch {
        require(isOneLine(error.description), "a reason stays on its line: \(error.description.debugDescription)")
    }
}

/// What a REST API takes for an answer, an HTTP API takes for the same one.
private func checkTyped(_ value: JSONValue) {
    do throws(AuthorizerFault) {
        let rest = try AuthorizerAnswer(checking: value)
        let http = try AuthorizerAnswer(checking: value, format: .v1)
        require(rest.policy == http.policy && rest.principalId == http.principalId, "formats agree on policies")
        require(rest.context == http.context, "formats agree on what is flat")
    } catch {
        require(isOneLine(error.description), "a reason stays on its line: \(error.description.debugDescription)")
    }
}

private func checkDocument(_ document: JSONValue) {
    guard let policy = read(document) else { return }
    let reversed = changed(document) { $0.reversed() }.flatMap(read)
    let denied = changed(document) { $0 + [SampleRequest.denyAll] }.flatMap(read)
    for (arn, facts) in SampleRequest.all {
        let verdict = policy.verdict(on: arn, in: facts)
        let findings = policy.findings(on: arn, in: facts)
        require(verdict == govern(findings), "verdict and findings agree: \(verdict), \(findings)")
        for finding in findings {
            require(isOneLine(finding.reason), "a reason stays on its line: \(finding.reason.debugDescription)")
        }
        if isAllow(verdict), let only = policy.onlyAllowedArn {
            require(arn.elementsEqual(only.utf8), "a policy that names one ARN allows no other")
        }
        if let reversed {
            require(kind(of: reversed.verdict(on: arn, in: facts)) == kind(of: verdict), "the order does not count")
        }
        if let denied {
            require(kind(of: denied.verdict(on: arn, in: facts)) == .deny, "an explicit deny wins")
        }
    }
}

/// The verdict that follows from what each statement does ("Policy evaluation logic", IAM user guide).
private func govern(_ findings: [StatementFinding]) -> Verdict {
    let matched = findings.filter(\.matched)
    if let denial = matched.first(where: { $0.effect == .deny }) { return .explicitDeny(statement: denial.index) }
    return matched.first.map { .allow(statement: $0.index) } ?? .implicitDeny
}

private func isAllow(_ verdict: Verdict) -> Bool {
    kind(of: verdict) == .allow
}

/// A verdict without its statement; `nil` when no statement speaks of the request.
private func kind(of verdict: Verdict) -> PolicyEffect? {
    switch verdict {
    case .allow: .allow
    case .explicitDeny: .deny
    case .implicitDeny: nil
    }
}

private func read(_ document: JSONValue) -> PolicyDocument? {
    do throws(AuthorizerFault) {
        return try PolicyDocument(reading: document)
    } catch {
        require(isOneLine(error.description), "a reason stays on its line: \(error.description.debugDescription)")
        return nil
    }
}

/// The document with other statements; it may then be too large to be read.
private func changed(_ document: JSONValue, _ change: ([JSONValue]) -> [JSONValue]) -> JSONValue? {
    guard var object = document.object, let statement = object["Statement"] else { return nil }
    object["Statement"] = .array(change(statement.array ?? [statement]))
    return .object(object)
}
