// SPDX-License-Identifier: Apache-2.0

extension Value {
    /// `==` of Velocity: numbers by their value, others by `equals`, and those of different classes by their text.
    ///
    /// What is missing equals itself and the empty text, both recorded [rest-vtl-011].
    func equals(_ other: Value, _ meter: inout Meter) throws(Fault) -> Bool {
        switch (self, other) {
        case (.null, .null): return true
        case (.null, let value), (let value, .null):
            if case .text(let text) = value { return text.isEmpty }
            return false
        case (.list, .list), (.map, .map): return try isEqual(other, &meter, depth: 0)
        default:
            if let left = numericValue, let right = other.numericValue { return Self.sameNumber(left, right) }
            let left = try ValueWriter.text(of: self, &meter)
            let right = try ValueWriter.text(of: other, &meter)
            try meter.look(at: left.utf8.count)
            return left.utf8.elementsEqual(right.utf8)
        }
    }

    /// Java's `equals`, as `contains`, `indexOf` and `equals` itself use it: a number is no text.
    func isEqual(_ other: Value, _ meter: inout Meter, depth: Int = 0) throws(Fault) -> Bool {
        guard depth <= TemplateLimits.valueDepth else { throw .valueTooDeep }
        try meter.step(4)
        switch (self, other) {
        case (.null, .null), (.input, .input), (.util, .util): return true
        case (.bool(let left), .bool(let right)): return left == right
        case (.integer(let left), .integer(let right)): return left == right
        case (.decimal(let left), .decimal(let right)): return left == right
        case (.exact(let left), .exact(let right)): return left == right
        case (.text(let left), .text(let right)):
            try meter.look(at: left.utf8.count)
            return left.utf8.elementsEqual(right.utf8)
        case (.entry(let left), .entry(let right)):
            guard left.key.utf8.elementsEqual(right.key.utf8) else { return false }
            return try left.value.isEqual(right.value, &meter, depth: depth + 1)
        case (.list(let left), .list(let right)):
            if left === right { return true }
            guard left.elements.count == right.elements.count else { return false }
            for (left, right) in zip(left.elements, right.elements)
            where try !left.isEqual(right, &meter, depth: depth + 1) {
                return false
            }
            return true
        case (.map(let left), .map(let right)):
            if left === right { return true }
            guard left.count == right.count else { return false }
            for (key, value) in zip(left.keys, left.values) {
                try meter.step()
                guard let other = right[key], try value.isEqual(other, &meter, depth: depth + 1) else { return false }
            }
            return true
        case (.loop(let left), .loop(let right)): return left === right
        case (.block(let left), .block(let right)): return left === right
        default: return false
        }
    }

    private static func sameNumber(_ left: Number, _ right: Number) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): left == right
        case (.exact(let left), .exact(let right)): left == right
        default: left.double == right.double
        }
    }
}
