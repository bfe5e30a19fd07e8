// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import Glibc
import TestSupport

/// A client library from PyPI, in a script of Tests/Oracle/Clients that plays one application with it.
enum RealClient: String {
    case authlib = "with_authlib.py"
    case auth0 = "with_auth0.py"
    case auth0API = "with_auth0_api.py"
    case pyJWT = "with_pyjwt.py"
    case requestsOAuthlib = "with_requests_oauthlib.py"

    /// The Python that has them: one that was made before they were asked for is none.
    static let python = Tool.python.flatMap { access("\($0.dropLast("python".count))flask", X_OK) == 0 ? $0 : nil }

    static let audience = "https://gateway.localhost/"

    /// Runs it against a gateway's issuer; over HTTPS it trusts the authority that its environment names.
    ///
    /// - Parameters:
    ///   - gateway: The gateway.
    ///   - scheme: How it calls the issuer.
    ///   - input: What it reads.
    /// - Returns: What it saw.
    /// - Throws: ``Failure`` with its own words when it gave up.
    func run(
        against gateway: ServedGateway,
        over scheme: String = "https",
        input: String = ""
    ) async throws -> JSONValue {
        let python = try Tool.need(Self.python, "the Python with the clients")
        let (code, output, errors) = try await EndToEndTests.run(
            python,
            ["\(Tool.repository)/Tests/Oracle/Clients/\(rawValue)", Self.issuer(of: gateway, scheme), Self.audience],
            in: gateway.folder,
            environment: [
                // Python's own, and that of requests, which else brings its certificates along.
                "SSL_CERT_FILE": gateway.authorityFile, "REQUESTS_CA_BUNDLE": gateway.authorityFile,
                "PYTHONDONTWRITEBYTECODE": "1", "NO_PROXY": "localhost",
                // Unless they are told, Authlib and oauthlib speak nothing but HTTPS.
                "AUTHLIB_INSECURE_TRANSPORT": scheme == "http" ? "1" : "",
                "OAUTHLIB_INSECURE_TRANSPORT": scheme == "http" ? "1" : "",
            ],
            input: input
        )
        guard code == 0 else { throw Failure(description: "\(rawValue): \(errors)\(output)") }
        return try JSONValue(parsing: output.utf8)
    }

    /// Each scheme is an issuer of its own.
    static func issuer(of gateway: ServedGateway, _ scheme: String) -> String {
        "\(scheme)://localhost:\(gateway.issuerPort ?? 0)/"
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
