package struct StatementFinding: Sendable, Hashable {
    package var index: Int
    package var sid: String?
    package var effect: String
    package var matched: Bool
    package var reason: String
}
