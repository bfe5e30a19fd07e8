// SPDX-License-Identifier: Apache-2.0

/// Names of things in a file, which other places of it may refer to.
struct DeclaredNames {
    private(set) var all: [String] = []
    private var declarations: [[UInt8]: Declaration] = [:]
    private let ignoresCase: Bool
    /// Whether a name could not be read: then it may be the one that is looked for in vain.
    private(set) var hasGaps = false

    private struct Declaration {
        let name: String
        /// Absent for what the file takes from the usual tenant.
        let position: SourcePosition?
    }

    /// - Parameter ignoresCase: Whether names that differ in ASCII case only are the same.
    init(ignoresCase: Bool = false) {
        self.ignoresCase = ignoresCase
    }

    /// The name as it was declared.
    subscript(name: String) -> String? { declarations[key(name)]?.name }

    func position(of name: String) -> SourcePosition? { declarations[key(name)]?.position }

    /// Takes a name in, unless it is there.
    mutating func insert(_ name: String, at position: SourcePosition? = nil) {
        guard self[name] == nil else { return }
        declarations[key(name)] = Declaration(name: name, position: position)
        all.append(name)
    }

    mutating func noteGap() {
        hasGaps = true
    }

    /// By bytes: Swift takes two spellings of one accented letter for the same.
    private func key(_ name: String) -> [UInt8] {
        name.utf8.map { ignoresCase ? $0.asciiLowercase : $0 }
    }
}

extension ProblemCollector {
    /// Takes in a name that nothing else of its kind may have.
    ///
    /// - Returns: Whether it is new.
    @discardableResult mutating func declare(
        _ name: String,
        as key: String,
        in names: inout DeclaredNames,
        at position: SourcePosition
    ) -> Bool {
        guard names[name] == nil else {
            let first = names.position(of: name).map { ", first at \($0)" } ?? ""
            note(
                "the \(key) \(quoted(name)) occurs twice\(first)",
                at: position,
                suggestion: "keep one of them"
            )
            return false
        }
        names.insert(name, at: position)
        return true
    }

    /// A name of something that must be there, as it was declared.
    mutating func reference(
        _ name: String,
        to what: String,
        among names: DeclaredNames,
        at position: SourcePosition,
        plural: String
    ) -> String {
        if let declared = names[name] { return declared }
        if !names.hasGaps {
            note(
                "unknown \(what) \(quoted(name))",
                at: position,
                suggestion: didYouMean(name, among: names.all, plural: plural)
            )
        }
        return name
    }
}

extension UInt8 {
    var asciiLowercase: UInt8 { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self ? self | 0x20 : self }
}
