// SPDX-License-Identifier: Apache-2.0

import GatewayJSON

/// What must hold of the model: for what AWS says of its control plane, where no request sees it.
enum ModelClaim: Sendable {
    case gatewayResponse(type: String, statusCode: Int, template: String)
    case resultTtlInSeconds(usual: Int, greatest: Int)

    static func read(_ members: inout Members) throws(CaseMistake) -> [ModelClaim] {
        guard let model = members.value("model") else { return [] }
        var claims = try Members(model, "the model of \(members.place)")
        var all: [ModelClaim] = []
        if let value = claims.value("gatewayResponse") {
            var response = try Members(value, "the gateway response of \(members.place)")
            let type = try response.text("type")
            let template = try response.text("template")
            guard let statusCode = try response.optionalInteger("statusCode") else {
                throw CaseMistake("\(response.place) has no statusCode")
            }
            try response.finish()
            all.append(.gatewayResponse(type: type, statusCode: statusCode, template: template))
        }
        if let value = claims.value("resultTtlInSeconds") {
            var ttl = try Members(value, "resultTtlInSeconds of \(members.place)")
            guard let usual = try ttl.optionalInteger("default"), let greatest = try ttl.optionalInteger("max") else {
                throw CaseMistake("\(ttl.place) has no default, or no max")
            }
            try ttl.finish()
            all.append(.resultTtlInSeconds(usual: usual, greatest: greatest))
        }
        try claims.finish()
        return all
    }
}
