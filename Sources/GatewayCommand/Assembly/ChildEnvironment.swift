// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

/// This process's environment, with variables of ours.
struct ChildEnvironment: Sendable {
    /// A variable without a value is not there, whatever this process has.
    private let variables: [String: String?]

    static let url = "GATEWAY_URL"
    static let issuer = "GATEWAY_ISSUER"
    static let token = "GATEWAY_TOKEN"
    static let caFile = "GATEWAY_CA_FILE"
    static let plainIssuer = "GATEWAY_ISSUER_HTTP"
    static let audience = "GATEWAY_AUDIENCE"
    static let lambdaURL = "GATEWAY_LAMBDA_URL"

    init(_ variables: [String: String?]) {
        self.variables = variables
    }

    /// Lends the list that execve(2) takes.
    ///
    /// What is not ours stays as it is, in whatever encoding.
    func withPointers<Result>(_ body: ([UnsafeMutablePointer<CChar>?]) -> Result) -> Result {
        let ours = variables.compactMap { name, value in value.map { strdup("\(name)=\($0)") } }
        defer { for variable in ours { free(variable) } }
        return body(inherited + ours + [nil])
    }

    private var inherited: [UnsafeMutablePointer<CChar>?] {
        guard let all = clinux_environment() else { return [] }
        var others: [UnsafeMutablePointer<CChar>?] = []
        var next = all
        while let variable = next.pointee {
            if !variables.keys.contains(where: { Self.isNamed($0, variable) }) { others.append(variable) }
            next += 1
        }
        return others
    }

    private static func isNamed(_ name: String, _ variable: UnsafePointer<CChar>) -> Bool {
        let start = name + "="
        return strncmp(variable, start, start.utf8.count) == 0
    }
}
