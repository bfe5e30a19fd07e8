// SPDX-License-Identifier: Apache-2.0

import GatewayEmulator
import GatewayJOSE
import GatewayJSON
import GatewayTime

/// What a token says of itself, for the eyes of a developer: believed by nobody.
enum TokenBranch {
    /// Takes a token apart, without a look at its signature.
    ///
    /// - Parameters:
    ///   - text: The token, without `Bearer`.
    ///   - now: For saying when it expires.
    /// - Returns: A line for the header and one for each claim; nothing for what is no JWT.
    static func lines(_ text: String, now: Timestamp) -> [String] {
        let jws: JWS
        do throws(TokenError) {
            jws = try JWS(parsing: Array(text.utf8)[...])
        } catch {
            return []  // The verdict says why.
        }
        let claims: JSONObject
        do throws(JSONError) {
            claims = try JSONValue(parsing: jws.payload, depthLimit: 32).object ?? JSONObject()
        } catch {
            return []
        }
        let header = "\(jws.algorithm.name), kid \(jws.kid ?? "none")"
        return [header]
            + claims.members.map { member in
                "\(oneLine(member.name)): \(oneLine(shown(member.value)))\(moment(member.name, member.value, now))"
            }
    }

    private static func shown(_ value: JSONValue) -> String {
        value.string ?? value.compactText
    }

    /// The times of a token are numbers that nobody can read.
    private static func moment(_ name: String, _ value: JSONValue, _ now: Timestamp) -> String {
        guard ["exp", "iat", "nbf", "auth_time"].contains(name), let seconds = value.number?.int64 else { return "" }
        let span = spanInWords(seconds: seconds &- now.secondsSince1970)
        let isPast = seconds <= now.secondsSince1970
        return " (\(Timestamp(secondsSince1970: seconds).iso8601), \(isPast ? "\(span) ago" : "in \(span)"))"
    }
}
