// SPDX-License-Identifier: Apache-2.0

/// Finds the name that was probably meant.
///
/// A name that differs in nothing but case wins. Otherwise the one with the fewest slips (a letter too many, too few,
/// wrong, or two letters swapped) is taken, if they are at most two or a third of the letters, and fewer than all.
package func nearest(to text: String, among names: some Sequence<String>) -> String? {
    let names = Array(names)
    let wanted = Array(text.lowercased().unicodeScalars)
    // A name is short; a long text is a mistake of another kind, and the table below grows with its square.
    guard !wanted.isEmpty, wanted.count <= 100 else { return nil }
    if let same = names.first(where: { $0.lowercased().unicodeScalars.elementsEqual(wanted) }) {
        return same
    }
    let limit = wanted.count < 4 ? 1 : max(2, wanted.count / 3)
    var best: (name: String, slips: Int)?
    for name in names {
        let candidate = Array(name.lowercased().unicodeScalars)
        guard candidate.count <= wanted.count + limit else { continue }
        let slips = slipsBetween(wanted, candidate)
        guard slips <= limit, slips < min(wanted.count, candidate.count), slips < best?.slips ?? .max else { continue }
        best = (name, slips)
    }
    return best?.name
}

/// The Damerau-Levenshtein distance, in the form that does not edit a swapped pair again.
private func slipsBetween(_ left: [UnicodeScalar], _ right: [UnicodeScalar]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for row in left.indices {
        var current = [row + 1]
        for column in right.indices {
            let isSame = left[row] == right[column]
            var slips = min(previous[column + 1] + 1, current[column] + 1, previous[column] + (isSame ? 0 : 1))
            if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                slips = min(slips, beforePrevious[column - 1] + 1)
            }
            current.append(slips)
        }
        (beforePrevious, previous) = (previous, current)
    }
    return previous[right.count]
}

/// `did you mean "stage"?`, or, when nothing is near, `known keys: api, stage`.
func didYouMean(_ text: String, among names: [String], plural: String) -> String {
    if let name = nearest(to: text, among: names) {
        return "did you mean \(quoted(name))?"
    }
    guard !names.isEmpty else { return "there are no \(plural)" }
    let limit = 20
    return "known \(plural): " + names.prefix(limit).joined(separator: ", ") + (names.count > limit ? ", …" : "")
}

/// A piece of the user's file in quotes, on one line, harmless to a terminal and not longer than one can read.
func quoted(_ text: String) -> String {
    let limit = 80
    var shown = ""
    for scalar in text.unicodeScalars.prefix(limit) {
        switch scalar {
        case "\n": shown += "\\n"
        case "\r": shown += "\\r"
        case "\t": shown += "\\t"
        default:
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                shown += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            default: shown.unicodeScalars.append(scalar)
            }
        }
    }
    let isLonger = text.unicodeScalars.dropFirst(limit).first != nil
    return "\"\(shown)\(isLonger ? "…" : "")\""
}
