// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import TestSupport

/// A client library from PyPI, in a script of Tests/Oracle/Clients that plays one application with it.
enum RealClient: String {
    case authlib = "with_authlib.py"
    case auth0 = "with_auth0.py"
    case auth0API = "with_auth0_api.py"
    case pyJWT = "with_pyjwt.py"
    case requestsOAuthlib = "with_requests_oauthlib.py"

    static let audience = "https://gateway.localhost/"

    /// Runs it against a gateway's issuer, over HTTPS, which it trusts because of the authority in its environment.
    ///
    /// - Parameters:
    ///   - gateway: The gateway.
    ///   - input: What it reads.
    /// - Returns: What it saw.
    /// - Throws: ``Failure`` with its own words when it gave up.
    func run(against gateway: ServedGateway, input: String = "") async throws -> JSONValue {
        let python = try Tool.need(Tool.python, "the clients' Python")
        let (code, output, errors) = try await EndToEndTests.run(
            python,
            ["\(Tool.repository)/Tests/Oracle/Clients/\(rawValue)", gateway.issuer ?? "", Self.audience],
            in: gateway.folder,
            environment: [
                // Python's own, and that of requests, which else brings its certificates along.
                "SSL_CERT_FILE": gateway.authorityFile, "REQUESTS_CA_BUNDLE": gateway.authorityFile,
                "PYTHONDONTWRITEBYTECODE": "1", "NO_PROXY": "localhost",
            ],
            input: input
        )
        guard code == 0 else { throw Failure(description: "\(rawValue): \(errors)\(output)") }
        return try JSONValue(parsing: output.utf8)
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }
}

extension JSONValue {
    /// What is found below an object, name by name.
    subscript(path: String...) -> JSONValue? {
        path.reduce(self) { value, name in value?.object?[name] }
    }
}

extension ServedGateway {
    /// A POST of JSON.
    func post(_ path: String, _ json: String, port: UInt16) async throws -> RawResponse {
        let connection = try await RawConnection.open(port: port)
        try await connection.send(
            "POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(json.utf8.count)\r\n\r\n\(json)"
        )
        let response = try await connection.response()
        await connection.close()
        return response
    }
}

/// What a token says, whoever signed it.
func claims(of token: String) throws -> JSONValue {
    try JSONValue(parsing: try UnverifiedToken(parsing: token).jws.payload)
}
