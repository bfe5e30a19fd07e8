// SPDX-License-Identifier: Apache-2.0

/// A request target taken apart: stage, path below it, query.
///
/// Nothing is decoded, as REST APIs do not.
struct RequestPath {
    /// Everything before `?`.
    let full: ArraySlice<UInt8>
    /// The first segment; several slashes before it count as one.
    ///
    /// Empty where URLs begin without a stage.
    let stage: ArraySlice<UInt8>
    /// What follows the stage, from its last leading slash on: `/users/1`.
    ///
    /// Empty when nothing follows.
    let path: ArraySlice<UInt8>
    /// What follows `?`.
    let query: ArraySlice<UInt8>

    private static let slash = UInt8(ascii: "/")

    /// The path of a request to an API whose URLs begin with the stage.
    ///
    /// - Source: recorded with REST APIs: leading slashes collapse before the stage and after it, inner ones stay.
    init(target: ArraySlice<UInt8>) {
        let (full, query) = Self.parts(target)
        self.init(full: full, query: query, rest: full.drop { $0 == Self.slash })
    }

    private init(full: ArraySlice<UInt8>, query: ArraySlice<UInt8>, rest: ArraySlice<UInt8>) {
        let stage = rest.firstIndex(of: Self.slash).map { rest[..<$0] } ?? rest
        self.init(full: full, stage: stage, path: Self.withOneSlash(rest[stage.endIndex...]), query: query)
    }

    /// The path of a request to an API that stands below a prefix, or whose URLs begin without a stage; `nil` for one that
    /// begins with something else.
    ///
    /// - Parameters:
    ///   - target: Of the request line.
    ///   - prefix: What URLs begin with, from its slash on, or nothing.
    ///   - hasStage: Whether the stage comes next.
    ///   - collapses: Whether several slashes before the path count as one, as those of REST APIs do.
    init?(target: ArraySlice<UInt8>, below prefix: [UInt8], hasStage: Bool, collapses: Bool) {
        let (full, query) = Self.parts(target)
        var rest = full
        if !prefix.isEmpty {
            let withoutSlashes = full.drop { $0 == Self.slash }
            guard withoutSlashes.starts(with: prefix[1...]) else { return nil }
            rest = withoutSlashes.dropFirst(prefix.count - 1)
            guard rest.isEmpty || rest.first == Self.slash else { return nil }
        }
        if hasStage {
            self.init(full: full, query: query, rest: rest.drop { $0 == Self.slash })
        } else {
            let path = collapses ? Self.withOneSlash(rest) : rest
            self.init(full: full, stage: rest[..<rest.startIndex], path: path, query: query)
        }
    }

    /// What is before `?`, and what follows it.
    private static func parts(_ target: ArraySlice<UInt8>) -> (full: ArraySlice<UInt8>, query: ArraySlice<UInt8>) {
        let mark = target.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
        return (target[..<mark], target[mark...].dropFirst())
    }

    private static func withOneSlash(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var path = path
        while path.count > 1, path.first == slash, path[path.startIndex + 1] == slash { path = path.dropFirst() }
        return path
    }

    private init(
        full: ArraySlice<UInt8>,
        stage: ArraySlice<UInt8>,
        path: ArraySlice<UInt8>,
        query: ArraySlice<UInt8>
    ) {
        self.full = full
        self.stage = stage
        self.path = path
        self.query = query
    }

    /// The path as the routes of an HTTP API are matched against it: decoded, as its events show it, but for slashes.
    ///
    /// Open question: whether AWS decodes before it looks for a route. If it did not, `/%61dmin` would not be `/admin`, and
    /// an open `$default` would take what a private route guards.
    var decodedForRouting: ArraySlice<UInt8> { Self.decoded(matched) }

    /// The path as an HTTP API's ARNs have it: the one that was looked for, so that a policy about `/admin` is one about
    /// `/%61dmin`, too.
    var decodedForARN: ArraySlice<UInt8> { Self.decoded(path) }

    private static func decoded(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard path.contains(UInt8(ascii: "%")) else { return path }
        let pieces = path.split(separator: slash, omittingEmptySubsequences: false).map { piece in
            let decoded = PercentEncoding.decode(piece)
            return decoded.contains(slash) ? Array(piece) : decoded
        }
        return Array(pieces.joined(separator: [slash]))[...]
    }

    /// The path with its stage: leading slashes before the stage count as one, those after it are kept.
    var fromStage: ArraySlice<UInt8> {
        full.first == Self.slash && !stage.isEmpty ? full[(stage.startIndex - 1)...] : full
    }

    /// The path as routes are matched against it: without the slash at its end.
    var matched: ArraySlice<UInt8> {
        path.count > 1 && path.last == Self.slash ? path.dropLast() : path
    }
}
