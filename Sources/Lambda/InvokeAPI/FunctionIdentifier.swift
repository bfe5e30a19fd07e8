// SPDX-License-Identifier: Apache-2.0

/// How a caller of the Invoke API names a function: `name`, `name:$LATEST`, `123456789012:function:name`, or a whole ARN.
///
/// - Source: Lambda API reference, `Invoke`, "FunctionName" with its pattern.
struct FunctionIdentifier: Sendable, Hashable {
    let functionName: String
    /// The version or alias behind the name; `nil` when there is none.
    let qualifier: String?

    static let pattern =
        #"(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?"#
        + #"([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?"#

    /// Reads what stands in the path, decoded.
    ///
    /// Account and region may be any: a gateway on this machine has neither, and a caller who knows the ARN of what is
    /// deployed means the function of that name.
    ///
    /// - Returns: `nil` for what does not match ``pattern``, or is longer than the 170 characters of the reference.
    init?(_ text: String) {
        guard text.utf8.count <= 170 else { return nil }
        var parts = text.split(separator: ":", omittingEmptySubsequences: false)[...]
        // What is optional is taken as such only while a name remains behind it: a function may be called "function".
        if parts.count > 3, parts[0] == "arn", Self.isPartition(parts[1]), parts[2] == "lambda" { parts.removeFirst(3) }
        if parts.count > 1, Self.isRegion(parts[parts.startIndex]) { parts.removeFirst() }
        if parts.count > 1, Self.isAccount(parts[parts.startIndex]) { parts.removeFirst() }
        if parts.count > 1, parts.first == "function" { parts.removeFirst() }
        guard let name = parts.popFirst(), Self.isName(name) else { return nil }
        functionName = String(name)
        guard let last = parts.popFirst() else {
            qualifier = nil
            return
        }
        guard parts.isEmpty, Self.isQualifier(last) else { return nil }
        qualifier = String(last)
    }

    private init(functionName: String, qualifier: String) {
        self.functionName = functionName
        self.qualifier = qualifier
    }

    func qualified(by qualifier: String) -> FunctionIdentifier {
        FunctionIdentifier(functionName: functionName, qualifier: qualifier)
    }

    /// The only version that there is here.
    static let latest = "$LATEST"

    static func isQualifier(_ text: some StringProtocol) -> Bool {
        text == latest || isName(text)
    }

    private static func isName(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == dash || $0 == UInt8(ascii: "_") }
    }

    private static func isPartition(_ text: Substring) -> Bool {
        text.isEmpty || text.hasPrefix("aws") && text.utf8.allSatisfy { isLetter($0) || $0 == dash }
    }

    /// `us-east-1`, `us-gov-west-1`.
    private static func isRegion(_ text: Substring) -> Bool {
        var parts = text.split(separator: "-", omittingEmptySubsequences: false)
        if parts.count == 4, parts[1] == "gov" { parts.remove(at: 1) }
        guard parts.count == 3, parts[0].utf8.count == 2, !parts[1].isEmpty, parts[2].utf8.count == 1 else {
            return false
        }
        return (parts[0] + parts[1]).utf8.allSatisfy(isSmallLetter) && parts[2].utf8.allSatisfy(isDigit)
    }

    private static func isAccount(_ text: Substring) -> Bool {
        text.utf8.count == 12 && text.utf8.allSatisfy(isDigit)
    }

    private static let dash = UInt8(ascii: "-")

    private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

    private static func isSmallLetter(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte }

    private static func isLetter(_ byte: UInt8) -> Bool { isSmallLetter(byte | 0x20) }
}
