// SPDX-License-Identifier: Apache-2.0

import GatewayModel

extension ModelClaim {
    func differences() throws -> [String] {
        var found = Differences()
        switch self {
        case .gatewayResponse(let name, let statusCode, let template):
            guard let type = GatewayResponseType(rawValue: name) else {
                return ["there is no gateway response \(name)"]
            }
            found.expect("status of \(name)", statusCode, type.defaultStatusCode ?? 0)
            found.expect("template of \(name)", template, GatewayResponseType.defaultTemplate)
        case .resultTtlInSeconds(let usual, let greatest):
            found.expect("resultTtlInSeconds", usual, AuthorizerDefinition.defaultResultTtlInSeconds)
            found.expect("the greatest resultTtlInSeconds", greatest, AuthorizerDefinition.resultTtlRange.upperBound)
        }
        return found.lines
    }
}
