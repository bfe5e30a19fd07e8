// SPDX-License-Identifier: Apache-2.0
// What one would write instead: the demo's two routes on Hummingbird, the second behind jwt-kit.
//
// usage: peer PORT JWKS ISSUER AUDIENCE
//
// It logs nothing, keeps no decisions, makes neither policies nor events, and knows its keys from a file: each of these
// is an advantage over the gateway.

import Foundation
import Hummingbird
import JWTKit

struct AccessToken: JWTPayload {
    let iss: IssuerClaim
    let aud: AudienceClaim
    let exp: ExpirationClaim

    func verify(using algorithm: some JWTAlgorithm) throws {
        guard iss.value == issuer else {
            throw JWTError.claimVerificationFailure(failedClaim: iss, reason: "another issuer")
        }
        try aud.verifyIntendedAudience(includes: audience)
        try exp.verifyNotExpired()
    }
}

let root = "Root=1-6b034935-ddb0344a6b2bbd9a8e422418"
let fields: [(name: String, value: String)] = [
    ("Content-Type", "application/json"),
    ("Connection", "keep-alive"),
    ("x-amzn-RequestId", "2e92f89f-402b-4237-b8fa-fb1a3ae7a8aa"),
    ("x-amz-apigw-id", "O75j1fmiXPhrtE7="),
    ("X-Amzn-Trace-Id", "\(root);Parent=3fe663d0c77175ff;Sampled=0;Lineage=1:2218ec7d:0"),
    ("Access-Control-Allow-Origin", "*"),
]
let headers = HTTPFields(
    fields.compactMap { field in HTTPField.Name(field.name).map { HTTPField(name: $0, value: field.value) } }
)

/// The bytes that the gateway answers; the server itself writes Date and Content-Length.
func answer(_ text: String) -> Response {
    let body = ByteBuffer(string: "{\"message\": \"\(text)\"}")
    return Response(status: .ok, headers: headers, body: .init(byteBuffer: body))
}

let arguments = CommandLine.arguments
guard arguments.count == 5, let port = Int(arguments[1]) else { fatalError("usage: peer PORT JWKS ISSUER AUDIENCE") }
let issuer = arguments[3]
let audience = arguments[4]
let keys = JWTKeyCollection()
try await keys.add(jwksJSON: String(contentsOfFile: arguments[2], encoding: .utf8))

let router = Router()
router.get("/dev/public") { _, _ in answer("Welcome to our Public API!") }
router.get("/dev/private") { request, _ in
    guard let field = request.headers[.authorization], field.hasPrefix("Bearer ") else {
        throw HTTPError(.unauthorized)
    }
    do {
        _ = try await keys.verify(String(field.dropFirst(7)), as: AccessToken.self)
    } catch {
        throw HTTPError(.unauthorized)
    }
    return answer("Welcome to our Private API!")
}

var logger = Logger(label: "peer")
logger.logLevel = .error
let configuration = ApplicationConfiguration(address: .hostname("127.0.0.1", port: port))
try await Application(router: router, configuration: configuration, logger: logger).runService()
