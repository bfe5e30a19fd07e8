// SPDX-License-Identifier: Apache-2.0

/// What a rendering has cost so far.
struct Meter {
    private var steps = 0
    private var textBytes = 0
    private var elements = 0
    private(set) var depth = 0
    /// How long regular expressions have been searched for: PCRE2 does not say what a search has cost.
    private(set) var searchTime = Duration.zero

    mutating func step(_ count: Int = 1) throws(Fault) {
        steps += count
        guard steps <= TemplateLimits.steps else {
            throw .limit("the template goes on after \(TemplateLimits.steps) steps")
        }
    }

    /// Text that is made: looking at it costs too, if far less.
    mutating func text(_ count: Int) throws(Fault) {
        textBytes += count
        guard count <= TemplateLimits.outputBytes, textBytes <= TemplateLimits.textBytes else {
            throw .limit("the template makes more text than a payload may hold")
        }
    }

    mutating func look(at count: Int) throws(Fault) {
        try step(1 + count / 256)
    }

    mutating func element(_ count: Int = 1) throws(Fault) {
        elements += count
        guard elements <= TemplateLimits.elements else {
            throw .limit("the template makes more than \(TemplateLimits.elements) elements of lists and maps")
        }
    }

    mutating func search(_ time: Duration) throws(Fault) {
        searchTime += time
        guard searchTime <= TemplateLimits.searchTime else {
            throw .limit("the template's regular expressions take longer than \(TemplateLimits.searchTime)")
        }
    }

    mutating func enter() throws(Fault) {
        depth += 1
        guard depth <= TemplateLimits.evaluationDepth else {
            throw .limit("what is rendered is nested deeper than \(TemplateLimits.evaluationDepth)")
        }
    }

    mutating func leave() { depth -= 1 }
}
