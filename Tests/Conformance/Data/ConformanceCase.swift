// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import Testing

/// One thing that is known of API Gateway, as a definition, requests, and what has to come back.
struct ConformanceCase: Sendable {
    let id: String
    let area: String
    let confidence: Confidence
    let work: Work
    /// Why it fails today; such a case counts as failed, and a test holds that it does fail.
    let knownFailure: String?

    /// Whether it is ours: made from the rules of the reference, and not one of its cases.
    var isOwn: Bool { id.utf8.starts(with: "own-".utf8) }

    /// What there is to do.
    enum Work: Sendable {
        /// - Parameters:
        ///   - scenario: What is asked over a socket, if anything.
        ///   - claims: What must hold of the model.
        case run(Scenario?, claims: [ModelClaim])
        case notRun(reason: String)
    }

    init(_ value: JSONValue, area: String) throws(CaseMistake) {
        var members = try Members(value, value.object?["id"]?.string ?? "a case of \(area)")
        id = try members.text("id")
        self.area = area
        guard try members.text("area") == area else { throw CaseMistake("\(id) stands in the file of another area") }
        guard ["rest", "http", "websocket"].contains(try members.text("api")) else {
            throw CaseMistake("\(id) is of an unknown kind of API")
        }
        guard let confidence = Confidence(rawValue: try members.text("confidence")) else {
            throw CaseMistake("\(id) has an unknown confidence")
        }
        self.confidence = confidence
        guard try !members.text("source").isEmpty else { throw CaseMistake("\(id) has no source") }
        _ = try members.optionalText("note")
        knownFailure = try members.optionalText("knownFailure")
        if let reason = try members.optionalText("notRun") {
            guard !reason.isEmpty else { throw CaseMistake("\(id) is not run, and does not say why") }
            work = .notRun(reason: reason)
            // As in the reference: for whoever makes it run.
            for name in ["given", "when", "expect"] { _ = members.value(name) }
        } else {
            let scenario = members.value("requests") == nil ? nil : try Scenario(&members)
            let claims = try ModelClaim.read(&members)
            guard scenario != nil || !claims.isEmpty else { throw CaseMistake("\(id) claims nothing") }
            work = .run(scenario, claims: claims)
        }
        try members.finish()
    }
}

/// How a case is known.
enum Confidence: String, Sendable, CaseIterable {
    /// Seen on the wire of AWS, by somebody who published it.
    case recorded
    /// Written by AWS.
    case documented
    /// Observed by others.
    case reported
    /// Concluded.
    case inferred
}

extension ConformanceCase: CustomTestStringConvertible {
    var testDescription: String { id }
}
