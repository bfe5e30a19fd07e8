// SPDX-License-Identifier: Apache-2.0

import FuzzSupport
import GatewayJOSE
import GatewayJSON

/// Hands one input to the target: a key set as somebody's server publishes it.
///
/// - Parameters:
///   - start: The input.
///   - count: How long it is.
/// - Returns: 0, whatever it was.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do throws(JWKSetError) {
        let set = try JWKSet(parsing: input(start, count))
        checkNames(of: set)
        for key in set.keys { checkNumbers(of: key) }
        for entry in set.rejected {
            require(isOneLine(entry.description), "a reason stays on its line: \(entry.description.debugDescription)")
        }
        checkRoundTrip(of: set)
    } catch {
        require(isOneLine(error.description), "a reason stays on its line: \(error.description.debugDescription)")
    }
    return 0
}

/// Every key has a name, no two have the same, and under its name each is found.
private func checkNames(of set: JWKSet) {
    var names: Set<[UInt8]> = []
    for key in set.keys {
        guard let kid = key.kid else { fatalError("a key without a name is in the set") }
        require(names.insert(Array(kid.utf8)).inserted, "a name stands for one key")
        require(set[kid]?.publicKey.parameters == key.publicKey.parameters, "a key is found under its name")
    }
    for entry in set.rejected {
        guard let kid = entry.kid else { continue }
        require(set.rejection(of: kid) != nil, "who asks for a rejected key is told why")
        // Whichever of the two a token means, it would be a guess.
        require(entry.reason != .kidTwice || set[kid] == nil, "a name that occurs twice stands for no key")
    }
}

/// What RFC 7518 §3.3 and §6.2.1 demand of the numbers.
private func checkNumbers(of key: JWK) {
    require(key.publicKey.permits(key.algorithm), "a key is for an algorithm of its kind")
    switch key.publicKey.parameters {
    case .rsa(let modulus, let exponent):
        let bits = modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0)
        require((2048...8192).contains(bits), "an RSA key has a decent size (\(bits))")
        require(modulus.last.map { $0 % 2 } == 1 && exponent.last.map { $0 % 2 } == 1, "an RSA key's numbers are odd")
        require(exponent.first != 0 && exponent != [1], "an RSA key's exponent is neither padded nor 1")
    case .ec(let curve, let x, let y):
        require(x.count == curve.coordinateByteCount && y.count == x.count, "coordinates are of the curve's length")
    }
}

/// What is published again is the same set.
private func checkRoundTrip(of set: JWKSet) {
    do throws(JWKSetError) {
        let again = try JWKSet(parsing: JSONValue.object(set.object).compactBytes)
        require(again.rejected.isEmpty, "what we publish we accept: \(again.rejected)")
        require(again.keys.count == set.keys.count, "no key is lost")
        for (key, copy) in zip(set.keys, again.keys) {
            require(key.kid.map { Array($0.utf8) } == copy.kid.map { Array($0.utf8) }, "a key keeps its name")
            require(key.algorithm == copy.algorithm, "a key keeps its algorithm")
            require(key.publicKey.parameters == copy.publicKey.parameters, "a key keeps its numbers")
            require(key.publicKey.thumbprint == copy.publicKey.thumbprint, "a key keeps its thumbprint")
        }
    } catch {
        fatalError("what we publish is no JWKS: \(error)")
    }
}
