package import GatewayModel

package protocol PolicyContext {
    func values(ofConditionKey key: String) -> [String]?
}
extension PolicyDocument {
    package func verdict(on methodArn: [UInt8], in context: some PolicyContext) -> Verdict { verdict(on: methodArn) }
    package func findings(on methodArn: [UInt8], in context: some PolicyContext) -> [StatementFinding] { [] }
    var onlyAllowedArn: String? { nil }
}
