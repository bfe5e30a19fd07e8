// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import Glibc
import TestSupport
import Testing

/// System calls that fail while a gateway starts: the first of each, the second, and so on.
///
/// The errors are those that the manual page of each call names.
@Suite struct StartFaultTests {
    static let rows: [(String, [Fault.Kind])] = [
        ("epoll_create1", [.error(EMFILE)]),
        ("eventfd", [.error(EMFILE)]),
        ("epoll_ctl", [.error(ENOMEM)]),
        ("socket", [.error(EMFILE), .error(EAFNOSUPPORT)]),
        ("bind", [.error(ENOMEM), .error(EADDRNOTAVAIL), .error(EADDRINUSE)]),
        ("listen", [.error(EADDRINUSE)]),
        ("setsockopt", [.error(ENOMEM)]),
        ("getsockname", [.error(ENOBUFS)]),
        ("open", [.error(EMFILE), .error(EINTR)]),
        ("read", [.error(EIO), .error(EINTR), .oneByte]),
        ("write", [.error(ENOSPC), .error(EINTR), .oneByte]),
        ("mkdir", [.error(EACCES)]),
        ("mkstemp", [.error(ENOSPC)]),
        ("rename", [.error(EIO)]),
        ("link", [.error(EMLINK)]),
        ("unlink", [.error(EIO)]),
        ("fchmod", [.error(EPERM)]),
        ("flock", [.error(ENOLCK), .error(EINTR)]),
        ("fstat", [.error(EIO)]),
        ("stat", [.error(EIO)]),
        ("pipe2", [.error(EMFILE)]),
        ("setrlimit", [.error(EPERM)]),
    ]

    @Test(.enabled(if: FaultLayer.mayRun), arguments: rows)
    func `a call that fails at start ends it with a reason, or nothing comes of it`(
        call: String,
        kinds: [Fault.Kind]
    ) async throws {
        let layer = try await FaultLayer()
        for kind in kinds {
            for first in 1...(FaultLayer.isLong ? 100 : 8) {
                let fault = Fault(call: call, kind: kind, first: first)
                guard try await start(layer, fault) else { break }
            }
        }
    }

    /// Starts one gateway.
    ///
    /// - Returns: Whether there were so many calls that one failed.
    private func start(_ layer: FaultLayer, _ fault: Fault) async throws -> Bool {
        try await withFolder(["routes.yml": try ServedGateway.demo()]) { folder in
            layer.arm(fault)
            let process = try RunningProcess(
                Tool.gateway,
                ["serve", "--port", "0", "--issuer-port", "0", "--ready-file", "ready.json"],
                in: folder,
                environment: layer.environment
            )
            defer { process.signal(SIGKILL) }
            try await eventually("it is ready or has ended (\(fault))") {
                process.hasEnded || access("\(folder)/ready.json", F_OK) == 0
            }
            let isHit = layer.hits > 0
            layer.disarm()
            // The limit of descriptors is raised only where it can be.
            let isCalled = fault.first == 1 && fault.call != "setrlimit"
            #expect(isHit || !isCalled, "\(fault): there is no such call")
            if access("\(folder)/ready.json", F_OK) == 0 {
                try await expectToServe(folder, fault)
                process.signal(SIGTERM)
                #expect(await process.end() == 0, "\(fault): \(process.errors)")
            } else {
                let code = await process.end()
                try await eventually("its outputs are read") { process.isDrained }
                #expect([65, 71].contains(code), "\(fault): \(process.errors)")
                #expect(process.errors.contains(reason(fault)), "\(fault): \(process.errors)")
                #expect(process.output == "", "\(fault)")
            }
            let left = TemporaryDirectory.names(in: "\(folder)/.gateway") ?? []
            // A copy of it may stay when it cannot be removed.
            #expect(left.allSatisfy { $0.hasPrefix(".gitignore") }, "\(fault): \(left)")
            return isHit
        }
    }

    private func reason(_ fault: Fault) -> String {
        switch fault.kind {
        case .error(EADDRINUSE): "localhost has no free port"
        case .error(let code): String(cString: strerror(code))
        case .oneByte: "nothing is wrong with a part"
        }
    }

    private func expectToServe(_ folder: String, _ fault: Fault) async throws {
        let ready = try JSONValue(parsing: try read("\(folder)/ready.json")).object
        let port = try #require(ready?["gateway"]?.object?["port"]?.number?.int64.flatMap(UInt16.init(exactly:)))
        for (path, status) in [("public", 200), ("private", 401)] {
            let connection = try await RawConnection.open(port: port)
            try await connection.send("GET /dev/\(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let given = try await connection.response().status
            #expect(given == status, "\(fault)")
            await connection.close()
        }
    }

    /// Another tenant's tokens would be accepted if the file that names the tenant were taken for absent.
    @Test(.enabled(if: FaultLayer.mayRun), arguments: [EIO, EACCES, ENOMEM, ELOOP])
    func `a configuration that cannot be looked at is not taken for none`(code: Int32) async throws {
        let layer = try await FaultLayer()
        let config =
            "audience: a\ntokenIssuer: https://tenant.example.test/\njwksUri: https://tenant.example.test/jwks\n"
        let files = ["routes.yml": try ServedGateway.demo(), "config.yml": config]
        for first in 1...8 {
            let isHit = try await withFolder(files) { folder in
                layer.arm(Fault(call: "access", kind: .error(code), first: first))
                let process = try RunningProcess(
                    Tool.gateway,
                    ["serve", "--port", "0", "--issuer-port", "0", "--ready-file", "ready.json"],
                    in: folder,
                    environment: layer.environment
                )
                defer { process.signal(SIGKILL) }
                try await eventually("it is ready or has ended") {
                    process.hasEnded || access("\(folder)/ready.json", F_OK) == 0
                }
                let isHit = layer.hits > 0
                layer.disarm()
                if access("\(folder)/ready.json", F_OK) == 0 {
                    let ready = try JSONValue(parsing: try read("\(folder)/ready.json"))
                    #expect(ready.object?["issuer"] == nil, "the embedded issuer's tokens are accepted")
                } else {
                    #expect([65, 71].contains(await process.end()), "\(process.errors)")
                }
                return isHit
            }
            guard isHit else { break }
        }
    }
}
