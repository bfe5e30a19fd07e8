// SPDX-License-Identifier: Apache-2.0

/// A value that a template works with: Java's, as far as Velocity shows them.
///
/// Lists and maps are references, as in Java: what is put into one is seen through every variable that has it.
enum Value {
    /// What is missing. It prints nothing, and equals the empty text.
    case null
    case bool(Bool)
    case integer(Int64)
    case decimal(Double)
    /// A number of JSON with more digits than a long or a double of Java: a BigInteger or BigDecimal, kept by its text.
    case exact(String)
    case text(String)
    case list(ListValue)
    case map(MapValue)
    case entry(Entry)
    case loop(LoopState)
    case block(DefinedBlock)
    case input
    case util

    var isMissing: Bool {
        if case .null = self { true } else { false }
    }

    /// Velocity 1.x: everything is true but `false` and what is missing, the empty text and zero too.
    ///
    /// Open question: Velocity 2 has empty texts, empty lists and zero as false; nothing recorded tells which holds.
    var isTrue: Bool {
        switch self {
        case .null: false
        case .bool(let value): value
        default: true
        }
    }

    /// A member of a map, as `entrySet()` gives it.
    final class Entry {
        let key: String
        let value: Value

        init(key: String, value: Value) {
            self.key = key
            self.value = value
        }
    }
}

/// A list, with the way in which it prints.
final class ListValue {
    var elements: [Value]
    let style: Style

    enum Style {
        /// A java.util.List: `[a, b]`.
        case java
        /// A JSON array, whose `toString` is JSON.
        case json
        /// The names in a part of `$context`: `{}` when there are none, as recorded [rest-vtl-019].
        case contextNames
    }

    init(_ elements: [Value] = [], style: Style = .java) {
        self.elements = elements
        self.style = style
    }
}

/// What `#define` gave a name to.
final class DefinedBlock {
    let block: Block
    let frame: MacroFrame?

    init(_ block: Block, frame: MacroFrame?) {
        self.block = block
        self.frame = frame
    }
}

/// Where a `#foreach` is: `$foreach`.
final class LoopState {
    var index = 0
    var hasNext = false
    var isStopped = false
    let parent: LoopState?

    init(parent: LoopState?) { self.parent = parent }
}
