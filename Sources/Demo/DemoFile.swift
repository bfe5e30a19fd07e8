// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayTransport

/// A file of the page, as it stands in Web/ and in the executable.
package struct DemoFile: Sendable {
    package let name: String
    package let bytes: [UInt8]
    let contentType: StaticString
    /// A strong validator (RFC 9110 §8.8.3): other bytes have another one.
    let etag: [UInt8]

    private init(_ name: String, _ contentType: StaticString, _ bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
        self.contentType = contentType
        let digits = Array("0123456789abcdef".utf8)
        let hash = SHA256.hash(bytes).prefix(12).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        etag = [UInt8(ascii: "\"")] + hash + [UInt8(ascii: "\"")]
    }

    /// The page, whose address says what it shows.
    package static let page = DemoFile("index.html", "text/html; charset=utf-8", PackageResources.index_html)

    /// What the page is made of.
    package static let parts = [
        DemoFile("style.css", "text/css; charset=utf-8", PackageResources.style_css),
        DemoFile("icon.svg", "image/svg+xml", PackageResources.icon_svg),
        module("app.js", PackageResources.app_js),
        module("call.js", PackageResources.call_js),
        module("dom.js", PackageResources.dom_js),
        module("jwt.js", PackageResources.jwt_js),
        module("oidc.js", PackageResources.oidc_js),
        module("pkce.js", PackageResources.pkce_js),
        module("session.js", PackageResources.session_js),
        module("silent.js", PackageResources.silent_js),
        module("views.js", PackageResources.views_js),
    ]

    private static func module(_ name: String, _ bytes: [UInt8]) -> DemoFile {
        DemoFile(name, "text/javascript; charset=utf-8", bytes)
    }
}
