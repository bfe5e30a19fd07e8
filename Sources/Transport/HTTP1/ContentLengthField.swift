// SPDX-License-Identifier: Apache-2.0

/// `Content-Length`, which decides where a body ends (RFC 9110 §8.6).
enum ContentLengthField {
    /// Digits only: no sign, no list, no white space inside, nothing that overflows.
    ///
    /// RFC 9110 §8.6 lets a recipient take `5, 5` for `5`; who does and who does not disagree, so it is refused.
    static func length(_ value: ArraySlice<UInt8>) throws(RequestError) -> Int {
        guard !value.isEmpty, value.allSatisfy(ASCII.isDigit) else { throw fault(in: value) }
        let digits = value.drop { $0 == 0x30 }
        guard digits.count <= 18 else { throw .contentLengthOverflow }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private static func fault(in value: ArraySlice<UInt8>) -> RequestError {
        guard let first = value.first else { return .contentLengthEmpty }
        if first == UInt8(ascii: "+") || first == UInt8(ascii: "-") { return .contentLengthSigned }
        return value.contains(UInt8(ascii: ",")) ? .contentLengthList : .contentLengthMalformed
    }
}
