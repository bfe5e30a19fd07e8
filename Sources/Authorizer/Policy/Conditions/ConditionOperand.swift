// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON

/// One value of a condition, read by its operator.
enum ConditionOperand: Sendable, Hashable {
    case string(PolicyText)
    case stringIgnoringCase(PolicyText)
    case stringLike(PolicyPattern)
    case numeric(ConditionOperator.Order, DecimalNumber)
    case date(ConditionOperator.Order, PolicyDate)
    case bool(PolicyText)
    case binary([UInt8])
    case ipAddress(AddressRange)
    case arn(ARNPattern)
    /// Of the operator `Null`: whether the request is to be without the key.
    case isAbsent(Bool)

    /// Compares a value of the request with it.
    ///
    /// - Parameters:
    ///   - value: The value of the request.
    ///   - context: The request, for variables.
    /// - Returns: `nil` when the value cannot be read: `"abc"` is no number.
    func match(_ value: String, in context: some PolicyContext) -> PolicyPattern.Match? {
        switch self {
        case .string(let text):
            return .init(text.bytes(in: context).map { value.utf8.elementsEqual($0) })
        case .stringIgnoringCase(let text):
            return Self.matchIgnoringCase(text.bytes(in: context), value)
        case .stringLike(let pattern):
            return pattern.match(Array(value.utf8), in: context)
        case .numeric(let order, let number):
            return DecimalNumber(value).map { .init(.value(order.holds($0, number))) }
        case .date(let order, let date):
            return PolicyDate(value).map { .init(.value(order.holds($0, date))) }
        case .bool(let text):
            return Self.matchBool(text.bytes(in: context), value)
        case .binary(let bytes):
            return Self.binaryValue(value).map { .init(.value($0 == bytes)) }
        case .ipAddress(let range):
            return IPAddress(value).map { .init(.value(range.contains($0))) }
        case .arn(let pattern):
            return pattern.match(value, in: context)
        case .isAbsent(let isAbsent):
            return isAbsent ? .doesNotMatch : .matches
        }
    }

    /// Which letters are the same beyond ASCII, IAM does not say.
    ///
    /// Texts that only Unicode's rules make equal are therefore neither equal nor different.
    private static func matchIgnoringCase(
        _ resolution: PolicyText.Resolution<[UInt8]>,
        _ value: String
    ) -> PolicyPattern.Match? {
        guard case .value(let bytes) = resolution else { return .init(resolution.map { _ in false }) }
        if bytes.lazy.map(asciiLowercased).elementsEqual(value.utf8.lazy.map(asciiLowercased)) { return .matches }
        let text = String(decoding: bytes, as: UTF8.self)
        return text.lowercased().utf8.elementsEqual(value.lowercased().utf8)
            || text.uppercased().utf8.elementsEqual(value.uppercased().utf8) ? nil : .doesNotMatch
    }

    private static func matchBool(
        _ resolution: PolicyText.Resolution<[UInt8]>,
        _ value: String
    ) -> PolicyPattern.Match? {
        guard case .value(let bytes) = resolution else { return .init(resolution.map { _ in false }) }
        guard let left = bool(String(decoding: bytes, as: UTF8.self)), let right = bool(value) else { return nil }
        return .init(.value(left == right))
    }

    /// `true` and `false`, which JSON and most languages write small, and Python with a capital.
    static func bool(_ text: String) -> Bool? {
        switch Array(text.utf8.map(asciiLowercased)) {
        case Array("true".utf8): true
        case Array("false".utf8): false
        default: nil
        }
    }

    /// The bytes of a text in base64; `nil` for a text that is none, which is all that anybody wants to know of it.
    static func binaryValue(_ text: String) -> [UInt8]? {
        do throws(Base64Error) {
            return try Base64.decode(Array(text.utf8)[...])
        } catch {
            return nil
        }
    }
}
