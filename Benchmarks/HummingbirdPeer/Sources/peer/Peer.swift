// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Hummingbird
import JWTKit
import Logging

/// What one would write instead: the demo's two routes on Hummingbird, the second behind jwt-kit, and the function of the
/// rows in Swift, called as it is.
///
/// It logs nothing, keeps no decisions, makes neither policies nor events, and has its keys in a file: each of these is an
/// advantage over the gateway.
@main
struct Peer {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 5, let port = Int(arguments[1]) else {
            fatalError("usage: peer PORT JWKS ISSUER AUDIENCE")
        }
        let (issuer, audience) = (arguments[3], arguments[4])
        let keys = JWTKeyCollection()
        try await keys.add(jwksJSON: String(contentsOfFile: arguments[2], encoding: .utf8))

        let router = Router()
        router.get("/dev/public") { _, _ in answer("Welcome to our Public API!") }
        router.get("/dev/private") { request, _ in
            guard let field = request.headers[.authorization], field.hasPrefix("Bearer ") else {
                throw HTTPError(.unauthorized)
            }
            do {
                let token = try await keys.verify(String(field.dropFirst(7)), as: AccessToken.self)
                try token.aud.verifyIntendedAudience(includes: audience)
                guard token.iss.value == issuer else { throw HTTPError(.unauthorized) }
            } catch {
                throw HTTPError(.unauthorized)
            }
            return answer("Welcome to our Private API!")
        }
        router.get("/hello") { request, _ in try call(request) }

        var logger = Logger(label: "peer")
        logger.logLevel = .error
        let configuration = ApplicationConfiguration(address: .hostname("127.0.0.1", port: port))
        try await Application(router: router, configuration: configuration, logger: logger).runService()
    }

    /// The bytes that the gateway answers; the server itself writes Date and Content-Length.
    static func answer(_ text: String) -> Response {
        let body = ByteBuffer(string: "{\"message\": \"\(text)\"}")
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: body))
    }

    /// Makes an event of a request, and a response of the function's answer.
    static func call(_ request: Request) throws -> Response {
        var fields: [String: String] = [:]
        for field in request.headers { fields[field.name.rawName] = field.value }
        let event = Event(path: request.uri.path, httpMethod: request.method.rawValue, headers: fields)
        let answer = try hello(event)
        var headers = HTTPFields()
        for (name, value) in answer.headers {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        let body = ByteBuffer(string: answer.body)
        return Response(status: .init(code: answer.statusCode), headers: headers, body: .init(byteBuffer: body))
    }

    static let headers: HTTPFields = {
        let trace = "Root=1-6b034935-ddb0344a6b2bbd9a8e422418;Parent=3fe663d0c77175ff;Sampled=0;Lineage=1:2218ec7d:0"
        var headers = HTTPFields()
        for (name, value) in [
            ("Content-Type", "application/json"),
            ("Connection", "keep-alive"),
            ("x-amzn-RequestId", "2e92f89f-402b-4237-b8fa-fb1a3ae7a8aa"),
            ("x-amz-apigw-id", "O75j1fmiXPhrtE7="),
            ("X-Amzn-Trace-Id", trace),
            ("Access-Control-Allow-Origin", "*"),
        ] {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        return headers
    }()
}

struct AccessToken: JWTPayload {
    let iss: IssuerClaim
    let aud: AudienceClaim
    let exp: ExpirationClaim

    func verify(using algorithm: some JWTAlgorithm) throws {
        try exp.verifyNotExpired()
    }
}
