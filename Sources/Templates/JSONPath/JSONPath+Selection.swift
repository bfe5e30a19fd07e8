// SPDX-License-Identifier: Apache-2.0

extension JSONPath {
    /// What the path finds: the value itself for a definite path, otherwise a list.
    ///
    /// - Returns: Nothing when a definite path leads nowhere.
    func select(from root: Value, _ meter: inout Meter) throws(Fault) -> Value? {
        var selection = Selection(root: root, meter: meter)
        defer { meter = selection.meter }
        var found = [root]
        for (index, token) in tokens.enumerated() {
            if case .function(.length) = token, tokens[..<index].contains(where: { $0.isDescent }) {
                // Jayway counts what is in all that was found: "$..book.length()" is the number of books.
                found = [.integer(Int64(try selection.follow(.anything, from: found, isLast: false).count))]
                continue
            }
            if case .function(let function) = token {
                found = try selection.apply(
                    function,
                    to: found,
                    isList: !JSONPath(tokens: Array(tokens[..<index])).isDefinite
                )
                continue
            }
            found = try selection.follow(token, from: found, isLast: index == tokens.count - 1)
        }
        if isDefinite { return found.first }
        return .list(ListValue(found, style: .json))
    }
}

extension JSONPath.Token {
    fileprivate var isDescent: Bool {
        if case .descend = self { true } else { false }
    }
}

/// One walk through a document.
struct Selection {
    let root: Value
    var meter: Meter

    mutating func follow(_ token: JSONPath.Token, from values: [Value], isLast: Bool) throws(Fault) -> [Value] {
        var found: [Value] = []
        for value in values {
            try meter.step()
            let before = found.count
            switch (token, value) {
            case (.properties(let names), .map(let map)):
                if names.count == 1 {
                    if let member = map[names[0]] { found.append(member) }
                } else if isLast {
                    found.append(try part(of: map, names))
                } else {
                    found += names.compactMap { map[$0] }
                }
            case (.anything, .map(let map)): found += map.values
            case (.anything, .list(let list)): found += list.elements
            case (.indexes(let indexes), .list(let list)):
                for index in indexes {
                    let place = index < 0 ? index + list.elements.count : index
                    if list.elements.indices.contains(place) { found.append(list.elements[place]) }
                }
            case (.slice(let from, let to, let step), .list(let list)):
                found += slice(list.elements, from, to, step)
            case (.filter(let filter), .list(let list)):
                for element in list.elements where try accepts(filter, element) { found.append(element) }
            // A filter of an object looks at the object.
            case (.filter(let filter), .map): if try accepts(filter, value) { found.append(value) }
            case (.descend, _): try collect(value, into: &found, depth: 0)
            default: break
            }
            try meter.step((found.count - before) / 8)
            guard found.count <= TemplateLimits.elements else {
                throw .limit("a JSONPath finds more than \(TemplateLimits.elements) values")
            }
        }
        try meter.element(found.count / 8)
        return found
    }

    /// The value and all that is further down, each before what it holds.
    private mutating func collect(_ value: Value, into found: inout [Value], depth: Int) throws(Fault) {
        guard depth <= TemplateLimits.valueDepth else { throw .valueTooDeep }
        try meter.step()
        switch value {
        case .map(let map):
            found.append(value)
            for member in map.values { try collect(member, into: &found, depth: depth + 1) }
        case .list(let list):
            found.append(value)
            for element in list.elements { try collect(element, into: &found, depth: depth + 1) }
        default: break
        }
    }

    private mutating func part(of map: MapValue, _ names: [String]) throws(Fault) -> Value {
        let part = MapValue()
        for name in names {
            try meter.element()
            if let member = map[name] { try part.put(name, member) }
        }
        return .map(part)
    }

    private func slice(_ elements: [Value], _ from: Int?, _ to: Int?, _ step: Int) -> [Value] {
        let count = elements.count
        func place(_ index: Int) -> Int { min(max(index < 0 ? index + count : index, 0), count) }
        let start = place(from ?? 0)
        let end = place(to ?? count)
        return start < end ? stride(from: start, to: end, by: step).map { elements[$0] } : []
    }

    // MARK: Functions

    /// - Parameters:
    ///   - function: The function.
    ///   - values: What the path found before it.
    ///   - isList: Whether those are the list that the function is for, or one value that should be a list.
    /// - Returns: One value, or none.
    /// - Throws: A fault, when the function wants numbers and there are none.
    mutating func apply(_ function: JSONPath.Function, to values: [Value], isList: Bool) throws(Fault) -> [Value] {
        let elements: [Value]
        if isList {
            elements = values
        } else if case .list(let list)? = values.first {
            elements = list.elements
        } else {
            return try applyToOne(function, values.first)
        }
        try meter.step(elements.count)
        switch function {
        case .length: return [.integer(Int64(elements.count))]
        case .keys: return []
        case .first: return elements.first.map { [$0] } ?? []
        case .last: return elements.last.map { [$0] } ?? []
        case .index(let index):
            let place = index < 0 ? index + elements.count : index
            return elements.indices.contains(place) ? [elements[place]] : []
        case .sum, .min, .max, .avg, .stddev:
            let numbers = elements.compactMap { $0.numericValue?.double }
            guard !numbers.isEmpty else {
                throw Fault(.path("a JSONPath's function of numbers was called on a list without numbers"))
            }
            return [.decimal(aggregate(function, numbers))]
        }
    }

    private func applyToOne(_ function: JSONPath.Function, _ value: Value?) throws(Fault) -> [Value] {
        switch (function, value) {
        case (.length, .map(let map)): return [.integer(Int64(map.count))]
        case (.length, .text(let text)): return [.integer(Int64(text.utf16.count))]
        case (.keys, .map(let map)): return [.list(ListValue(map.keys.map { .text($0) }, style: .json))]
        default: return []
        }
    }

    private func aggregate(_ function: JSONPath.Function, _ numbers: [Double]) -> Double {
        let sum = numbers.reduce(0, +)
        let average = sum / Double(numbers.count)
        switch function {
        case .min: return numbers.min() ?? 0
        case .max: return numbers.max() ?? 0
        case .avg: return average
        case .stddev:
            let squares = numbers.reduce(0) { $0 + ($1 - average) * ($1 - average) }
            return (squares / Double(numbers.count)).squareRoot()
        default: return sum
        }
    }
}
