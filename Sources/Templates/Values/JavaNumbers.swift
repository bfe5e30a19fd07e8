// SPDX-License-Identifier: Apache-2.0

/// A double as Java's `Double.toString` writes it: `1.0`, `100.5`, `1.0E10`, `1.0E-5`.
///
/// - Parameter value: Any double.
/// - Returns: Its shortest digits, in plain notation from 10⁻³ up to 10⁷.
func javaText(of value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    let sign = value.sign == .minus ? "-" : ""
    if value == 0 { return sign + "0.0" }
    let (digits, exponent) = shortestDigits(of: value.magnitude)
    switch exponent {
    case -3..<0: return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits
    case 0..<7:
        let whole = digits.prefix(exponent + 1)
        let padding = String(repeating: "0", count: max(0, exponent + 1 - digits.count))
        let fraction = digits.dropFirst(exponent + 1)
        return sign + whole + padding + "." + (fraction.isEmpty ? "0" : fraction)
    default:
        let fraction = digits.dropFirst()
        return sign + digits.prefix(1) + "." + (fraction.isEmpty ? "0" : fraction) + "E\(exponent)"
    }
}

/// The digits without point and zeros around them, and the power of ten of the first one.
private func shortestDigits(of value: Double) -> (String, Int) {
    let parts = value.description.split(separator: "e")
    var exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let fraction = mantissa.count > 1 ? mantissa[1] : ""
    let all = mantissa[0] + fraction
    exponent += mantissa[0].count - 1
    let leadingZeros = all.prefix { $0 == "0" }.count
    var digits = all.dropFirst(leadingZeros)
    exponent -= leadingZeros
    while digits.count > 1, digits.last == "0" { digits.removeLast() }
    return (String(digits), exponent)
}

/// Java's `String.hashCode`, over UTF-16.
func javaHash(of text: String) -> Int32 {
    text.utf16.reduce(0) { $0 &* 31 &+ Int32($1) }
}
