// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

/// The certificate of a served gateway as others verify it who trust the user's authority, and nobody else.
///
/// Source: RFC 5280, to the letter where OpenSSL's `-x509_strict` and Python's `VERIFY_X509_STRICT` ask for it.
@Suite struct AuthorityPeersTests {
    @Test(.enabled(if: Tool.mayRun(Tool.openssl), "openssl is missing"))
    func `OpenSSL finds nothing wrong with it, on both ports and by each name`() async throws {
        try await withGateway { gateway in
            let openssl = try Tool.need(Tool.openssl, "openssl")
            for port in [gateway.port, try #require(gateway.issuerPort)] {
                for name in [["-verify_hostname", "localhost"], ["-verify_ip", "127.0.0.1"], ["-verify_ip", "::1"]] {
                    let (code, output, errors) = try await run(
                        openssl,
                        ["s_client", "-connect", "127.0.0.1:\(port)", "-CAfile", gateway.authorityFile]
                            + ["-no-CApath", "-no-CAstore", "-x509_strict", "-purpose", "sslserver"]
                            + ["-verify_return_error"] + name,
                        in: gateway.folder
                    )
                    #expect(code == 0 && output.contains("Verify return code: 0 (ok)"), "\(name): \(output)\(errors)")
                }
            }
            let (code, output, errors) = try await run(
                openssl,
                ["verify", "-x509_strict", "-CAfile", gateway.authorityFile, gateway.authorityFile],
                in: gateway.folder
            )
            #expect(code == 0, "\(output)\(errors)")
        }
    }

    @Test(.enabled(if: Tool.mayRun(Tool.curl), "curl is missing"))
    func `curl takes it, and not without the authority`() async throws {
        try await withGateway { gateway in
            let curl = try Tool.need(Tool.curl, "curl")
            let url = "https://localhost:\(gateway.port)/dev/public"
            let common = ["-sS", "--max-time", "60", "-w", "%{http_code}", "-o", "/dev/null"]
            let trusting = try await run(curl, common + ["--cacert", gateway.authorityFile, url], in: gateway.folder)
            #expect(trusting.code == 0 && trusting.output == "200", "\(trusting.errors)")
            let wary = try await run(curl, common + [url], in: gateway.folder)
            // CURLE_PEER_FAILED_VERIFICATION
            #expect(wary.code == 60, "\(wary.errors)")
        }
    }

    @Test(.enabled(if: Tool.mayRun(Tool.python), "the oracle's Python is missing"))
    func `Python takes it at its strictest`() async throws {
        try await withGateway { gateway in
            let script = """
                import ssl, sys, urllib.request
                context = ssl.create_default_context(cafile=sys.argv[1])
                context.verify_flags |= ssl.VERIFY_X509_STRICT
                print(urllib.request.urlopen(sys.argv[2], context=context, timeout=60).status)
                """
            let (code, output, errors) = try await run(
                try Tool.need(Tool.python, "python"),
                ["-c", script, gateway.authorityFile, "https://localhost:\(gateway.port)/dev/public"],
                in: gateway.folder
            )
            #expect(code == 0 && output == "200\n", "\(errors)")
        }
    }

    @Test(.enabled(if: Tool.mayRun(Tool.nginx), "nginx is missing"), arguments: [true, false])
    func `nginx verifies it as a proxy, and serves nothing when it does not trust it`(_ trusts: Bool) async throws {
        try await withGateway { gateway in
            let other = "\(gateway.folder)/other.pem"
            let (_, pem, _) = try await run(
                Tool.gateway,
                ["trust", "--print"],
                in: gateway.folder,
                environment: ["GATEWAY_DATA_HOME": "\(gateway.folder)/other"]
            )
            try write(pem, to: other)
            let server = { (_: UInt16) in
                """
                location / {
                    proxy_pass https://127.0.0.1:\(gateway.port); proxy_ssl_name localhost;
                    proxy_ssl_verify on; proxy_ssl_trusted_certificate \(trusts ? gateway.authorityFile : other);
                }
                """
            }
            try await withNginx(server) { port in
                let status = try await gateway.get("/dev/public", port: port).status
                #expect(status == (trusts ? 200 : 502))
            }
        }
    }
}
