// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON

/// What a template sees, and what it leaves behind for the next one.
///
/// `$context` goes on from a request's template to its response's: overrides, and members that a template invented
/// [rest-mock-003, rest-mock-005]. Other variables end with their template.
package struct TemplateEvaluation: Sendable {
    /// The payload, as it came: `$input.body`.
    package var body: String
    package var parameters: TemplateParameters
    package private(set) var context: JSONObject
    package var stageVariables: JSONObject

    package init(
        body: String,
        parameters: TemplateParameters = TemplateParameters(),
        context: JSONObject = JSONObject(),
        stageVariables: JSONObject = JSONObject()
    ) {
        self.body = body
        self.parameters = parameters
        self.context = context
        self.stageVariables = stageVariables
    }

    /// What templates have overridden so far.
    package var overrides: TemplateOverrides { TemplateOverrides(context) }

    /// Sets a member of `$context`: what is known only after the request's template, as `$context.error`.
    package mutating func setContext(_ name: String, to value: JSONValue) {
        context[name] = value
    }

    mutating func replaceContext(_ context: JSONObject) { self.context = context }
}

/// The request's parameters, one value per name; repeated ones come as their last value, as in the proxy event's single
/// maps [rest-path-007].
package struct TemplateParameters: Sendable {
    package var path: [(name: String, value: String)]
    package var querystring: [(name: String, value: String)]
    package var header: [(name: String, value: String)]

    package init(
        path: [(name: String, value: String)] = [],
        querystring: [(name: String, value: String)] = [],
        header: [(name: String, value: String)] = []
    ) {
        self.path = path
        self.querystring = querystring
        self.header = header
    }
}

/// `$context.requestOverride` and `$context.responseOverride`, as templates left them.
///
/// - Source: API Gateway developer guide, "Override your API's request and response parameters and status codes".
package struct TemplateOverrides: Sendable, Hashable {
    /// The response's status; nothing when it was not set, or to no number.
    package let status: Int?
    package let responseHeaders: [Parameter]
    package let requestHeaders: [Parameter]
    package let querystring: [Parameter]
    package let path: [Parameter]

    /// A parameter and its values: more than one when it was set to a list.
    package struct Parameter: Sendable, Hashable {
        package let name: String
        package let values: [String]
    }

    init(_ context: JSONObject) {
        let request = context["requestOverride"]?.object
        let response = context["responseOverride"]?.object
        status = response?["status"].flatMap { Int(Self.text(of: $0)) }
        responseHeaders = Self.parameters(response?["header"])
        requestHeaders = Self.parameters(request?["header"])
        querystring = Self.parameters(request?["querystring"])
        path = Self.parameters(request?["path"])
    }

    private static func parameters(_ group: JSONValue?) -> [Parameter] {
        (group?.object?.members ?? []).map { member in
            Parameter(name: member.name, values: (member.value.array ?? [member.value]).map(text))
        }
    }

    private static func text(of value: JSONValue) -> String {
        value.string ?? value.compactText
    }
}
