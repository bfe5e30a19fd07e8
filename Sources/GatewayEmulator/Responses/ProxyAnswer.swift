// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayJOSE
import GatewayJSON

/// What makes a function's answer no proxy response.
package enum ProxyAnswerError: Error, Hashable {
    /// 502 on a REST API, 500 on an HTTP API.
    case malformed(String)
    /// A body that says it is base64 and is not: 500 on both.
    case badBase64
}

/// Reads what a function behind a proxy integration returned.
///
/// - Source: recorded answers for each form; API Gateway developer guide, "Output format of a Lambda function for proxy
///   integration" and "Create AWS Lambda proxy integrations for HTTP APIs".
package enum ProxyAnswer {
    /// How deep an answer may be nested: more than anybody writes, and no danger to a thread's stack.
    private static let depthLimit = 200

    /// How large a function's answer may be.
    ///
    /// - Source: AWS Lambda quotas: 6 MB; beyond it the invocation is an error.
    private static let byteLimit = 6 * 1024 * 1024

    static func parse(_ payload: [UInt8]) throws(ProxyAnswerError) -> JSONValue {
        guard payload.count <= byteLimit else {
            throw .malformed("it has \(payload.count) bytes, and Lambda lets pass \(byteLimit)")
        }
        do throws(JSONError) {
            return try JSONValue(parsing: payload, depthLimit: depthLimit)
        } catch {
            throw .malformed("it is no JSON: \(error)")
        }
    }

    /// A status as a function writes it: a number, or its digits as a text.
    static func status(_ value: JSONValue) throws(ProxyAnswerError) -> UInt16 {
        let text: String
        switch value {
        case .number(let number): text = number.text
        case .string(let string): text = string
        default: throw .malformed("statusCode is \(value.kind)")
        }
        guard let status = UInt16(text), 200...599 ~= status else {
            throw .malformed("statusCode is \(oneLine(text, limit: 40)), expected 200 to 599")
        }
        return status
    }

    /// A value of a header as a text; `nil` for null.
    static func headerValue(_ value: JSONValue, of name: String) throws(ProxyAnswerError) -> String? {
        switch value {
        case .string(let text): return text
        case .number(let number): return number.text
        case .bool(let flag): return flag ? "true" : "false"
        case .null: return nil
        case .array, .object: throw .malformed("the header \(oneLine(name, limit: 80)) is \(value.kind)")
        }
    }

    static func headers(_ value: JSONValue?) throws(ProxyAnswerError) -> [NameAndValue] {
        switch value {
        case nil, .null?: return []
        case .object(let object)?:
            var headers: [NameAndValue] = []
            for member in object.members {
                guard let text = try headerValue(member.value, of: member.name) else { continue }
                headers.append(NameAndValue(member.name, text))
            }
            return headers
        case let other?: throw .malformed("headers is \(other.kind), not an object")
        }
    }

    static func multiValueHeaders(_ value: JSONValue?) throws(ProxyAnswerError) -> [NameAndValue] {
        switch value {
        case nil, .null?: return []
        case .object(let object)?:
            var headers: [NameAndValue] = []
            for member in object.members {
                if case .null = member.value { continue }
                guard let values = member.value.array else {
                    throw .malformed(
                        "the entry \(oneLine(member.name, limit: 80)) of multiValueHeaders is \(member.value.kind), not a list"
                    )
                }
                for value in values {
                    guard let text = try headerValue(value, of: member.name) else { continue }
                    headers.append(NameAndValue(member.name, text))
                }
            }
            return headers
        case let other?: throw .malformed("multiValueHeaders is \(other.kind), not an object")
        }
    }

    /// The body as a text; empty for none.
    static func body(_ value: JSONValue?) throws(ProxyAnswerError) -> String {
        switch value {
        case nil, .null?: return ""
        case .string(let text)?: return text
        case .number(let number)?: return number.text
        case .bool(let flag)?: return flag ? "true" : "false"
        case let other?: throw .malformed("body is \(other.kind), not a text; a function has to make JSON of it itself")
        }
    }

    static func decoded(_ base64: String) throws(ProxyAnswerError) -> [UInt8] {
        do throws(Base64Error) {
            return try Base64.decode(base64)
        } catch {
            throw .badBase64
        }
    }

    static func flag(_ value: JSONValue?, _ name: String) throws(ProxyAnswerError) -> Bool? {
        switch value {
        case nil, .null?: return nil
        case .bool(let flag)?: return flag
        case .string("true")?: return true
        case .string("false")?: return false
        case let other?: throw .malformed("\(name) is \(other.kind), not a boolean")
        }
    }

    /// Takes `Content-Type` out of the headers: the last one counts.
    static func response(_ status: UInt16, _ headers: [NameAndValue], body: [UInt8]) -> ProxyResponse {
        var response = ProxyResponse(status: status, headers: headers, body: body)
        if let last = headers.last(where: { ProxyResponse.isSame($0.name, "content-type") }) {
            response.contentType = Array(last.value.utf8)
            response.headers.removeAll { ProxyResponse.isSame($0.name, "content-type") }
        }
        return response
    }

    /// Names that differ in letter case only are one.
    static func sameName(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && left.lowercased().utf8.elementsEqual(right.lowercased().utf8)
    }
}
