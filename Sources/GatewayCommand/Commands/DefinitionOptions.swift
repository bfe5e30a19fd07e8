// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// What every command is told about the project it works on.
struct DefinitionOptions: ParsableArguments {
    @Argument(
        help: "The definition. (default: routes.yml, or else serverless.yml)",
        completion: .file(extensions: ["yml", "yaml", "json"])
    )
    var file: String?

    @Option(
        help: "The file that names the tenant whose tokens are accepted. (default: config.yml beside the definition)",
        completion: .file(extensions: ["yml", "yaml"])
    )
    var config: String?

    @Option(
        help: "The file that says what the embedded issuer is. (default: tenant.yml beside the definition)",
        completion: .file(extensions: ["yml", "yaml"])
    )
    var tenant: String?

    @OptionGroup var serverless: ServerlessArguments

    var files: ProjectFiles {
        ProjectFiles(definition: file, config: config, tenant: tenant, serverless: serverless.options)
    }
}
