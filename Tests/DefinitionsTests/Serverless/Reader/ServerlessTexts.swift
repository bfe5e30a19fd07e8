// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel

/// A serverless.yml of which a test says only what matters to it.
enum ServerlessText {
    /// A function `hello` with these events, from line 5 on; `auth` stands beside it.
    static func events(_ events: String, provider: String = "") -> String {
        """
        service: shop
        provider: {name: aws, runtime: nodejs22.x\(provider.isEmpty ? "" : ", \(provider)")}
        functions:
          auth: {handler: auth.handler}
          hello: {handler: hello.main, events: \(events)}
        """
    }
}

func readServerless(_ text: String, _ options: ServerlessOptions = ServerlessOptions()) throws -> ServerlessFile.Result
{
    try ServerlessFile.read(text: Array(text.utf8), file: "s.yml", options: options)
}

/// What reading a serverless.yml throws.
func reportOfServerless(_ text: String, _ options: ServerlessOptions = ServerlessOptions()) -> String {
    report { try readServerless(text, options) }
}

extension ServerlessOptions {
    /// With some of them set.
    static func with(_ change: (inout ServerlessOptions) -> Void) -> ServerlessOptions {
        var options = ServerlessOptions()
        change(&options)
        return options
    }

    static let skipping = with { $0.skipsUnsupported = true }
}

extension ServerlessFile.Result {
    func api(_ kind: API.Kind) -> API? { apis.first { $0.kind == kind } }

    /// Its routes as one line each: `GET /users -> function:hello`, with `[guard]` when they have one.
    func routes(_ kind: API.Kind) -> [String] {
        (api(kind)?.routes ?? []).map { route in
            var text = "\(route.key) -> \(route.target)"
            if case .private(let authorizer, let scopes) = route.access {
                text += " [\(([authorizer] + scopes).joined(separator: " "))]"
            }
            return text
        }
    }

    func configuration(_ name: String) -> FunctionConfiguration? {
        guard case .runs(let configuration) = functions.first(where: { $0.name == name })?.behaviour else { return nil }
        return configuration
    }

    var warningTexts: [String] { warnings.map(\.description) }
}
