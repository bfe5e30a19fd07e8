// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import GatewayTransport

/// The forms that answers of the issuer have.
extension Response {
    static func json(_ status: UInt16, _ value: JSONValue) -> Response {
        Response(status: status, contentType: Array("application/json".utf8), body: value.compactBytes)
    }

    static func text(_ status: UInt16, _ text: String) -> Response {
        Response(status: status, contentType: Array("text/plain; charset=utf-8".utf8), body: Array(text.utf8))
    }

    /// A document that pages may read, too: libraries fetch it from the browser.
    static func published(_ document: JSONValue) -> Response {
        var response = json(200, document)
        response.fields.append("Access-Control-Allow-Origin", "*")
        response.fields.append("Cache-Control", "public, max-age=15")
        return response
    }

    /// RFC 6749 §5.1: answers with tokens are not to be stored.
    static func uncached(_ status: UInt16, _ value: JSONValue) -> Response {
        var response = json(status, value)
        response.forbidStoring()
        return response
    }

    static func failure(_ error: OAuthError) -> Response {
        uncached(error.status, error.json)
    }

    /// Sends the browser on.
    static func redirect(to location: String) -> Response {
        var response = Response(status: 302)
        guard response.fields.append("Location", location.utf8) else {
            return .text(500, "the address to go to has a line end in it\n")
        }
        response.forbidStoring()
        return response
    }

    static func methodNotAllowed(_ allowed: String) -> Response {
        var response = json(405, ["error": "invalid_request", "error_description": "Method Not Allowed"])
        response.fields.append("Allow", allowed.utf8)
        return response
    }

    static let notFound = json(404, ["error": "not_found", "error_description": "Not Found"])

    mutating func forbidStoring() {
        fields.append("Cache-Control", "no-store")
        fields.append("Pragma", "no-cache")
    }
}

/// A page, with the one style and the one script that it may have.
struct Page {
    var status: UInt16 = 200
    var title: String
    var style = ""
    var script = ""
    var content: HTML
    /// Whether another site may show it in a frame; a page with a form must not be (clickjacking).
    var isFramable = false

    /// The page as an answer; what it may load is itself and the issuer's pictures.
    var response: Response {
        let nonce = Base64.encode(SecureRandom.bytes(16))
        var head = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        head += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
        head += (("<title>\(title)</title>" as HTML)).text
        // Or browsers ask for /favicon.ico, and complain.
        head += "<link rel=\"icon\" href=\"data:,\">"
        if !style.isEmpty { head += "<style nonce=\"\(nonce)\">\(style)</style>" }
        head += "</head><body>"
        var end = "</body></html>\n"
        if !script.isEmpty { end = "<script nonce=\"\(nonce)\">\(script)</script>" + end }
        var response = Response(
            status: status,
            contentType: Array("text/html; charset=utf-8".utf8),
            body: Array((head + content.text + end).utf8)
        )
        // No form-action: browsers hold it against where a form's answer redirects to, too, and that is the callback.
        var policy =
            "default-src 'none'; img-src 'self' data:; style-src 'nonce-\(nonce)'; base-uri 'none'"
        if !script.isEmpty { policy += "; script-src 'nonce-\(nonce)'" }
        if !isFramable {
            policy += "; frame-ancestors 'none'"
            response.fields.append("X-Frame-Options", "DENY")
        }
        response.fields.append("Content-Security-Policy", policy.utf8)
        // Not no-referrer: with that, browsers send forms with "Origin: null".
        response.fields.append("Referrer-Policy", "same-origin")
        response.fields.append("X-Content-Type-Options", "nosniff")
        response.forbidStoring()
        return response
    }
}
