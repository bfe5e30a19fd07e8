// SPDX-License-Identifier: Apache-2.0

import FuzzSupport
import GatewayJOSE
import GatewayJSON
import GatewayTime

/// Hands one input to the target.
///
/// - Parameters:
///   - start: The input.
///   - count: How long it is.
/// - Returns: 0, whatever it was.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = input(start, count)
    if bytes.first == UInt8(ascii: "{") {
        SignedToken.check(bytes)
    } else {
        ReceivedToken.check(bytes)
    }
    return 0
}

/// An input as a client would send it: only what the tenant signed may be accepted, byte for byte.
enum ReceivedToken {
    static func check(_ text: [UInt8]) {
        checkParts(text)
        do throws(TokenError) {
            _ = try Tenant.verifier.verify(text, keys: Tenant.keys, now: Tenant.now)
            require(Tenant.goodTokens.contains(text), "only what the tenant signed is accepted")
        } catch {
            require(isOneLine(error.description), "a reason stays on its line: \(error.description.debugDescription)")
            require(!Tenant.goodTokens.contains(text), "what the tenant signed is accepted (\(error))")
        }
    }

    /// Two texts of the same parts would be two tokens with one signature.
    private static func checkParts(_ text: [UInt8]) {
        do throws(TokenError) {
            let jws = try UnverifiedToken(parsing: text).jws
            let payload = Array(Base64URL.encode(jws.payload).utf8)
            let signature = Array(Base64URL.encode(jws.signature).utf8)
            let dot = UInt8(ascii: ".")
            require(jws.signingInput.reversed().starts(with: payload.reversed() + [dot]), "the payload is the text's")
            require(jws.signingInput + [dot] + signature == text[...], "the parts make the text again")
        } catch {
            // Most inputs are no token; that is not a claim about anything.
        }
    }
}

/// An input that is a header and a payload in clear, a line each.
///
/// It is signed here: no mutation gets past a signature, and what lies behind it has to be reached, too. Claims are
/// then judged a second time, more simply, and never more kindly.
enum SignedToken {
    static func check(_ text: [UInt8]) {
        let parts = text.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return }
        let (header, payload) = (Array(parts[0]), Array(parts[1]))
        do throws(TokenError) {
            let token = Tenant.sign(header: header, payload: payload)
            let claims = try Tenant.verifier.verify(token, keys: Tenant.ownKeys, now: Tenant.now)
            checkHeader(parsed(header))
            checkClaims(parsed(payload))
            require(claims.expiresAt > Tenant.now, "an accepted token has not expired")
        } catch {
            require(isOneLine(error.description), "a reason stays on its line: \(error.description.debugDescription)")
        }
    }

    private static func checkHeader(_ header: JSONObject) {
        require(header["alg"] == "ES256", "an accepted token is signed with the algorithm of its key")
        require(header["kid"] == .string(Tenant.ownKid), "an accepted token names its key")
        require(header["crit"] == nil, "an accepted token demands no extension")
        require(header["b64"] == nil || header["b64"] == true, "an accepted token's payload is encoded")
    }

    private static func checkClaims(_ claims: JSONObject) {
        let audiences = claims["aud"]?.array ?? claims["aud"].map { [$0] } ?? []
        require(claims["iss"] == .string(Tenant.issuer), "an accepted token is the tenant's")
        require(audiences.contains(.string(Tenant.audience)), "an accepted token is for this API")
        require(claims["sub"]?.string?.isEmpty == false, "an accepted token is about somebody")
        // A double rounds what is decided exactly, so the moment itself stays open here.
        let now = Double(Tenant.now.secondsSince1970)
        require(claims["exp"]?.number.map { $0.double >= now } == true, "an accepted token ends, and has not ended")
        require(claims["nbf"].map { $0.number.map { $0.double <= now } ?? false } != false, "it has begun")
    }

    private static func parsed(_ json: [UInt8]) -> JSONObject {
        do throws(JSONError) {
            guard let object = try JSONValue(parsing: json).object else { fatalError("accepted, and no object") }
            return object
        } catch {
            fatalError("accepted, and no JSON: \(error)")
        }
    }
}
