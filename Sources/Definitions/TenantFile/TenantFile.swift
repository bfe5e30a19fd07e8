// SPDX-License-Identifier: Apache-2.0

package import GatewayModel

/// The reader of tenant.yml: the APIs, applications, users and rules of the embedded issuer, by the names that Auth0's
/// Management API has for them (https://auth0.com/docs/api/management/v2).
///
/// A section that is left out is that of ``GatewayModel/Tenant/usual``, each by itself, so that a file of users alone is
/// a good one. An empty file is the usual tenant.
package enum TenantFile {
    package struct Result: Sendable, Hashable {
        package let tenant: Tenant
        /// What is allowed but hardly meant, such as an application that can get no token.
        package let warnings: [DefinitionProblem]
    }

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: Which file.
    ///   - mustBeRegular: Whether a pipe is refused: for whoever cannot wait.
    /// - Returns: The tenant with what is worth a warning.
    /// - Throws: Everything that is wrong with it.
    package static func read(path: String, mustBeRegular: Bool = false) throws(DefinitionProblems) -> Result {
        try read(text: try SourceFile.read(path: path, mustBeRegular: mustBeRegular), file: path)
    }

    /// Reads a text.
    ///
    /// - Parameters:
    ///   - text: The bytes of the file.
    ///   - file: Its path as the user gave it, for the messages.
    /// - Returns: The tenant with what is worth a warning.
    /// - Throws: Everything that is wrong with it.
    package static func read(text: [UInt8], file: String) throws(DefinitionProblems) -> Result {
        let document = try YAMLDocument(parsing: text, file: file)
        var reader = TenantReader(problems: ProblemCollector(document.problems))
        return try reader.result(from: document.root)
    }
}
