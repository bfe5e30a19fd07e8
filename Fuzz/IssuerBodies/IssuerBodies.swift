// SPDX-License-Identifier: Apache-2.0

import FuzzSupport
import GatewayIssuer
import GatewayJSON

/// Hands one input to the target: a body that says that it is JSON, of /oauth/token and its like.
///
/// - Parameters:
///   - start: The input.
///   - count: How long it is.
/// - Returns: 0, whatever it was.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = input(start, count)
    let object = object(bytes)
    do throws(OAuthError) {
        let parameters = try Parameters(json: bytes[...])
        guard let object else {
            require(false, "only an object is accepted")
            return 0
        }
        for member in object.members where !repeatsItself(object) {
            switch member.value {
            // Real clients send null for what they do not have; and a name without a value is none (RFC 6749 §3.1).
            case .null, "": require(parameters[member.name] == nil, "\(member.name) is absent")
            case .string(let text): require(parameters[member.name] == text, "\(member.name) is what was sent")
            // Libraries hand on what they were given; nobody here reads it.
            default: require(parameters[member.name] == nil, "\(member.name) is no text, and counts as absent")
            }
        }
        // The same as a form means the same.
        let form = try Parameters(form: Array(parameters.encoded.utf8)[...])
        require(form.encoded == parameters.encoded, "a form can say the same")
    } catch {
        require(error.status == 400 && error.code == "invalid_request", "it is the client's fault")
        // A form has a limit of its own.
        require(object == nil || (object?.members.count ?? 0) > 200, "an object is accepted (\(error.description))")
    }
    return 0
}

/// Names that are the same for Swift, and not for JSON.
private func repeatsItself(_ object: JSONObject?) -> Bool {
    let names = object?.members.map(\.name) ?? []
    return Set(names).count < names.count
}

/// `nil` for what is none.
private func object(_ bytes: [UInt8]) -> JSONObject? {
    do throws(JSONError) {
        return try JSONValue(parsing: bytes, depthLimit: 8).object
    } catch {
        return nil
    }
}
