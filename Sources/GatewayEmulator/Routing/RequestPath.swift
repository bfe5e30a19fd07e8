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

    /// - Source: recorded with REST APIs: leading slashes collapse before the stage and after it, inner ones stay.
    init(target: ArraySlice<UInt8>) {
        let mark = target.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
        full = target[..<mark]
        query = target[mark...].dropFirst()
        let withoutSlashes = full.drop { $0 == Self.slash }
        stage = withoutSlashes.firstIndex(of: Self.slash).map { withoutSlashes[..<$0] } ?? withoutSlashes
        var rest = withoutSlashes[stage.endIndex...]
        while rest.count > 1, rest.first == Self.slash, rest[rest.startIndex + 1] == Self.slash {
            rest = rest.dropFirst()
        }
        path = rest
    }

    /// The path of a request to the `$default` stage of an HTTP API: all of it is below the stage.
    static func withoutStage(_ target: ArraySlice<UInt8>) -> RequestPath {
        let mark = target.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
        let full = target[..<mark]
        return RequestPath(full: full, stage: full[..<full.startIndex], path: full, query: target[mark...].dropFirst())
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
