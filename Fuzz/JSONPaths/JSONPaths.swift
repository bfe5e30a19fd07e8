// SPDX-License-Identifier: Apache-2.0

import FuzzSupport
import GatewayJSON
import GatewayTemplates

/// Hands one input to the target: a JSONPath on the first line, and a payload behind it.
///
/// - Parameters:
///   - start: The input.
///   - count: How long it is.
/// - Returns: 0, whatever it was.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let parts = input(start, count).split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return 0 }
    let path = String(decoding: parts[0], as: UTF8.self)
    let body = String(decoding: parts[1], as: UTF8.self)
    var evaluation = TemplateEvaluation(body: body, stageVariables: JSONObject(["path": .string(path)]))
    do throws(TemplateFault) {
        let json = try template.render(&evaluation)
        do throws(JSONError) {
            let value = try JSONValue(parsing: json, depthLimit: 80)
            require(value.compactText == json, "what is found is JSON without spaces")
        } catch {
            fatalError("what is found is no JSON: \(error) in \(json.debugDescription)")
        }
    } catch {
        require(isOneLine(error.description), "a fault stays on its line: \(error.description.debugDescription)")
    }
    return 0
}

private let template = made { () throws(TemplateSyntaxError) in
    try MappingTemplate("$input.json($stageVariables.path)")
}

private func made(_ make: () throws(TemplateSyntaxError) -> MappingTemplate) -> MappingTemplate {
    do throws(TemplateSyntaxError) {
        return try make()
    } catch {
        fatalError("\(error)")
    }
}
