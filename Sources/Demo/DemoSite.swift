// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
package import GatewayTime
package import GatewayTransport
import Synchronization

/// The demo front end: a page, what it is made of, and what it asks for.
///
/// It is there while it has settings. What is not its own it leaves to others.
package final class DemoSite: Sendable {
    package let decisions: RecentDecisions
    private let settings = Mutex<DemoSettings?>(nil)
    /// By their paths.
    private static let files: [[UInt8]: DemoFile] = {
        let page = (["/"] + views).map { (Array($0.utf8), DemoFile.page) }
        let parts = DemoFile.parts.map { (Array("/demo/\($0.name)".utf8), $0) }
        return Dictionary(uniqueKeysWithValues: page + parts)
    }()

    /// Addresses that show a part of the page; a login comes back to the first.
    package static let views = ["/callback", "/profile", "/ping"]

    /// - Parameter decisions: What the page may ask after.
    package init(decisions: RecentDecisions) {
        self.decisions = decisions
    }

    /// Serves the page from now on, or no longer.
    package func use(_ new: DemoSettings?) {
        settings.withLock { $0 = new }
        if new == nil { decisions.keep(false) }
    }

    /// What the page is told at present; `nil` while there is none.
    package var current: DemoSettings? { settings.withLock { $0 } }

    /// Answers what belongs to the page.
    ///
    /// - Parameters:
    ///   - request: Any request.
    ///   - isOtherOrigin: Whether it came to the page's second port.
    /// - Returns: `nil` when it is somebody else's.
    package func answer(_ request: Request, isOtherOrigin: Bool) -> Response? {
        guard let settings = current else { return nil }
        let path = Array(request.head.target.prefix { $0 != UInt8(ascii: "?") })
        let content: Content
        if let file = Self.files[path] {
            content = .file(file)
        } else if path.elementsEqual("/demo/config.json".utf8) {
            guard Self.isOwn(request) else { return Self.notOurs.response(to: request.head) }
            // A page has been opened, so somebody may ask from now on.
            decisions.keep(true)
            content = .json(200, settings.json(isSecure: request.isSecure, isOtherOrigin: isOtherOrigin))
        } else if path.starts(with: Self.decisionPrefix) {
            content = decision(String(decoding: path.dropFirst(Self.decisionPrefix.count), as: UTF8.self), request)
        } else {
            return nil
        }
        guard request.head.hasMethod("GET") || request.head.isHead else { return Self.methodNotAllowed }
        return content.response(to: request.head)
    }

    private static let decisionPrefix = Array("/demo/decisions/".utf8)

    /// Reasons name subjects and say what is wrong with tokens: they are for who sits at this machine.
    private func decision(_ requestId: String, _ request: Request) -> Content {
        guard Self.isOwn(request) else { return Self.notOurs }
        guard let decision = decisions.decision(requestId: requestId) else {
            return .json(404, ["error": .string("no request of the last \(RecentDecisions.limit) has this id")])
        }
        return .json(200, decision.json)
    }

    private static let notOurs = Content.json(
        403,
        ["error": "this is told on this machine only, to who calls it localhost"]
    )

    private static func isOwn(_ request: Request) -> Bool {
        request.peer.isLoopback && isOwnName(request.head.firstValue(of: "host"))
    }

    /// Whether a Host is a name of this machine that nobody else can give out.
    ///
    /// A page from elsewhere could let a name of its own point here ("DNS rebinding"), and would then be of our origin.
    private static func isOwnName(_ host: ArraySlice<UInt8>?) -> Bool {
        guard let host else { return false }
        // Nobody can point an address anywhere.
        guard host.first != UInt8(ascii: "[") else { return true }
        let name = String(decoding: host.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self).lowercased()
        return name == "localhost" || SocketAddress.isNumeric(name)
    }

    private static let methodNotAllowed: Response = {
        var response = Response(status: 405)
        response.fields.append("Allow", "GET, HEAD")
        return response
    }()
}

/// The page's second port: the same files, and nothing else.
package struct DemoPort: RequestHandler {
    let site: DemoSite

    package init(_ site: DemoSite) {
        self.site = site
    }

    package func respond(to request: Request) -> Eventually<Response> {
        .now(site.answer(request, isOtherOrigin: true) ?? Response(status: 404))
    }

    package func respond(to error: RequestError, under limits: HTTPLimits, loopIndex: Int) -> Response {
        Response(status: error.status)
    }
}
