// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayTemplates
import Testing

/// Renders a template over a payload.
func rendered(
    _ template: String,
    body: String = "",
    parameters: TemplateParameters = TemplateParameters(),
    context: JSONObject = JSONObject(),
    stageVariables: JSONObject = JSONObject()
) throws -> String {
    var evaluation = TemplateEvaluation(
        body: body,
        parameters: parameters,
        context: context,
        stageVariables: stageVariables
    )
    return try MappingTemplate(template).render(&evaluation)
}
