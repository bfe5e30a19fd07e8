// SPDX-License-Identifier: Apache-2.0

import FuzzSupport
import GatewayDefinitions

/// Hands one input to the target: a serverless.yml with variables, which is also taken for one text and for a .env file.
///
/// - Parameters:
///   - start: The input.
///   - count: How long it is.
/// - Returns: 0, whatever it was.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = input(start, count)
    readText(String(decoding: bytes, as: UTF8.self))
    readDotenv(bytes)
    // What is on this machine has no part in it.
    guard !String(decoding: bytes, as: UTF8.self).contains("file(") else { return 0 }
    readDocument(bytes)
    return 0
}

private func readText(_ text: String) {
    do throws(VariableSyntaxError) {
        let written = try VariableParser.parse(text).pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .variable(let variable): variable.written
            }
        }
        require(written.joined().utf8.elementsEqual(text.utf8), "the pieces are the text")
    } catch {
        require(!error.suggestion.isEmpty, "there is a way out")
    }
}

private func readDotenv(_ bytes: [UInt8]) {
    do throws(DefinitionProblems) {
        for entry in try DotenvFile(parsing: bytes, file: ".env").entries {
            require(!entry.name.isEmpty && entry.position.column > 0, "an entry has a name and a place")
        }
    } catch {
        require(!error.problems.isEmpty, "there is a reason")
    }
}

private func readDocument(_ bytes: [UInt8]) {
    var options = ServerlessOptions()
    options.environment = ["A": "${env:B, 'x'}", "B": "${self:service}"]
    options.variables = ["ssm:/a": "given"]
    do throws(DefinitionProblems) {
        let document = try ServerlessDocument.read(text: bytes, file: "/nowhere/s.yml", options: options)
        var count = 0
        check(document.root, depth: 0, &count)
    } catch {
        for problem in error.problems {
            require(
                isOneLine(problem.description),
                "a problem stays on its line: \(problem.description.debugDescription)"
            )
        }
    }
}

/// Whatever repeats whatever, the tree stays one that can be walked.
private func check(_ node: YAMLNode, depth: Int, _ count: inout Int) {
    count += 1
    require(count <= 100_000 && depth <= 64, "the tree is bounded")
    require(node.position.line > 0, "a value has a place")
    for element in node.sequence ?? [] { check(element, depth: depth + 1, &count) }
    for entry in node.mapping?.entries ?? [] { check(entry.value, depth: depth + 1, &count) }
}
