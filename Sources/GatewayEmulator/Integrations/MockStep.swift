// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// A MOCK integration: the request's template says a status, and that selects the response.
///
/// - Source: API Gateway developer guide, "Mock integrations for REST APIs in API Gateway"; recorded.
final class MockStep: Sendable {
    private let mapping: TemplateStep

    init(_ mapping: TemplateStep) {
        self.mapping = mapping
    }

    func run(_ facts: RequestFacts, _ authorizer: AuthorizerContext?) -> Result<ProxyResponse, IntegrationFailure> {
        let input: TemplateStep.Input
        switch mapping.input(facts, authorizer) {
        case .success(let mapped): input = mapped
        case .failure(let failure): return .failure(failure)
        }
        guard let status = MockStatus.read(String(decoding: input.payload, as: UTF8.self)) else {
            return .failure(.misconfigured("the request template of a mock has to render {\"statusCode\": …}"))
        }
        return mapping.response(to: [], selector: String(status), input, facts)
    }
}
