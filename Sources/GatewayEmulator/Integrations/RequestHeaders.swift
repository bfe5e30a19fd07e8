// SPDX-License-Identifier: Apache-2.0

import GatewayModel
import GatewayTemplates

/// The headers of the call to an integration, as far as a definition maps them.
struct RequestHeaders: Sendable {
    /// A header that may not be mapped: every request is answered 500.
    let forbidden: String?
    private let invocationType: MappingSource?

    /// - Parameters:
    ///   - parameters: What the definition maps.
    ///   - isService: Whether a service of AWS is called: not for a MOCK integration.
    init(_ parameters: [RequestParameter], isService: Bool) {
        var forbidden: String?
        var invocationType: MappingSource?
        for parameter in parameters {
            guard case .header(let name) = parameter.target else { continue }
            if forbidden == nil, parameter.isForbidden(isService: isService) { forbidden = name }
            if name.lowercased() == Self.invocationTypeName { invocationType = parameter.source }
        }
        self.forbidden = forbidden
        self.invocationType = invocationType
    }

    /// How Lambda is to run the function: `Event` waits for nothing, `DryRun` runs nothing.
    ///
    /// - Source: API Gateway developer guide, "Set up asynchronous invocation of the backend Lambda function".
    ///
    /// - Parameters:
    ///   - facts: The request.
    ///   - evaluation: What its template left behind: an override wins.
    /// - Returns: What the header says; the usual where there is none.
    func invocationType(of facts: RequestFacts, _ evaluation: TemplateEvaluation) -> InvocationType {
        let name = Self.invocationTypeName
        let override = evaluation.overrides.requestHeaders.last { $0.name.lowercased() == name }?.values.last
        let mapped = invocationType.flatMap { facts.values(of: $0, context: evaluation.context)?.last }
        return (override ?? mapped).flatMap(InvocationType.init) ?? .requestResponse
    }

    private static let invocationTypeName = "x-amz-invocation-type"
}

/// `X-Amz-Invocation-Type` of the Invoke API.
enum InvocationType: String {
    case requestResponse = "RequestResponse"
    case event = "Event"
    case dryRun = "DryRun"
}
