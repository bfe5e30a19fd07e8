// SPDX-License-Identifier: Apache-2.0

import FuzzSupport
import GatewayJSON
import GatewayTemplates

/// Hands one input to the target: a mapping template, rendered twice over the same request.
///
/// - Parameters:
///   - start: The input.
///   - count: How long it is.
/// - Returns: 0, whatever it was.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: input(start, count), as: UTF8.self)
    do throws(TemplateSyntaxError) {
        let template = try MappingTemplate(text)
        var first = sample
        var second = sample
        let rendered = render(template, &first)
        require(render(template, &second) == rendered, "a template renders the same twice")
        require(second.context == first.context, "a template leaves the same context twice")
        require((rendered ?? "").utf8.count <= TemplateLimits.outputBytes, "no payload is larger than AWS lets it be")
        if rendered == nil { require(first.context == sample.context, "a fault leaves the context as it was") }
        _ = first.overrides
        // What the request's template leaves behind, the response's sees.
        _ = render(template, &first)
    } catch {
        require(error.position.line >= 1 && error.position.column >= 1, "an error has a place")
        require(isOneLine(error.description), "an error stays on its line: \(error.description.debugDescription)")
    }
    return 0
}

private func render(_ template: MappingTemplate, _ evaluation: inout TemplateEvaluation) -> String? {
    do throws(TemplateFault) {
        return try template.render(&evaluation)
    } catch {
        require(isOneLine(error.description), "a fault stays on its line: \(error.description.debugDescription)")
        return nil
    }
}

private let sample = TemplateEvaluation(
    body: #"{"id": 7, "name": "it's", "tags": ["a", "b"], "price": 1.5, "nested": {"list": [{"k": null}, true]}}"#,
    parameters: TemplateParameters(
        path: [("id", "7")],
        querystring: [("q", "a b")],
        header: [("Host", "example.org"), ("X-Name", "x")]
    ),
    context: JSONObject(["httpMethod": "POST", "identity": ["sourceIp": "127.0.0.1"], "authorizer": ["sub": "me"]]),
    stageVariables: JSONObject(["url": "example.org"])
)
