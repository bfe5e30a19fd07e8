// SPDX-License-Identifier: Apache-2.0

package import GatewayModel

/// The reader of config.yml: which Auth0 tenant's tokens are accepted.
package enum ConfigFile {
    /// The name that messages use when there is no file.
    static let usualName = "config.yml"

    /// Reads the file and the environment, which wins value by value.
    ///
    /// - Parameters:
    ///   - path: The file, or nil when there is none.
    ///   - environment: An empty variable counts as unset.
    ///   - mustBeRegular: Whether a pipe is refused: for whoever cannot wait.
    /// - Returns: The settings; nil when none of the four values is set anywhere, which means the embedded issuer.
    /// - Throws: Everything that is wrong, half a configuration included.
    package static func settings(
        path: String?,
        environment: [String: String],
        mustBeRegular: Bool = false
    ) throws(DefinitionProblems) -> TokenSettings? {
        guard let path else { return try settings(text: nil, file: usualName, environment: environment) }
        return try settings(
            text: try SourceFile.read(path: path, mustBeRegular: mustBeRegular),
            file: path,
            environment: environment
        )
    }

    /// Reads where keys are, as `jwksUri` says it: a relative path starts at the working directory.
    package static func keyLocation(_ text: String) throws(KeyLocationError) -> TokenSettings.KeyLocation {
        do throws(WebAddress.ParseError) {
            return try KeyLocationReader.location(text, relativeTo: "")
        } catch {
            throw KeyLocationError(description: error.description)
        }
    }

    static func settings(
        text: [UInt8]?,
        file: String,
        environment: [String: String]
    ) throws(DefinitionProblems) -> TokenSettings? {
        var reader = ConfigReader(file: file)
        if let text {
            try reader.readFile(text)
        }
        reader.readEnvironment(environment)
        return try reader.settings()
    }
}

/// Why a text says nowhere where keys are, as what to do about it.
package struct KeyLocationError: Error, Hashable, CustomStringConvertible {
    package let description: String
}
