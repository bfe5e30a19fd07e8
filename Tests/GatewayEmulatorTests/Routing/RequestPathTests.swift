// SPDX-License-Identifier: Apache-2.0

import GatewayModel
import Testing

@testable import GatewayEmulator

/// A target taken apart: stage, path, and what routes see of it.
struct RequestPathTests {
    @Test(arguments: [
        ("/dev/x", "dev", "/x", "/x"),
        ("/dev", "dev", "", ""),
        ("/dev/", "dev", "/", "/"),
        ("/dev//", "dev", "/", "/"),
        ("/dev/x/", "dev", "/x/", "/x"),
        ("/dev/x//", "dev", "/x//", "/x/"),
        ("//dev/x", "dev", "/x", "/x"),
        ("///dev", "dev", "", ""),
        ("/dev//x", "dev", "/x", "/x"),
        ("/dev////x//y", "dev", "/x//y", "/x//y"),
        ("/dev/x?y=/z/", "dev", "/x", "/x"),
        ("/dev?x", "dev", "", ""),
        ("/?x", "", "", ""),
        ("/", "", "", ""),
        ("//", "", "", ""),
        ("/dev/%2F%20+", "dev", "/%2F%20+", "/%2F%20+"),
        ("/dev/./../x", "dev", "/./../x", "/./../x"),
        ("*", "*", "", ""),
    ])
    func `leading slashes collapse, inner ones stay, nothing is decoded`(
        _ target: String,
        _ stage: String,
        _ path: String,
        _ matched: String
    ) {
        let taken = RequestPath(target: Array("xx\(target)".utf8)[2...])
        #expect(String(decoding: taken.stage, as: UTF8.self) == stage)
        #expect(String(decoding: taken.path, as: UTF8.self) == path)
        #expect(String(decoding: taken.matched, as: UTF8.self) == matched)
        #expect(String(decoding: taken.full, as: UTF8.self) == target.prefix { $0 != "?" })
    }

    @Test(arguments: [
        ("/x", "/x", [:]),
        ("/users/{id}", "/users/1", ["id": "1"]),
        ("/users/{id}/{name}", "/users/%20/a+b", ["id": "%20", "name": "a+b"]),
        ("/{proxy+}", "/a", ["proxy": "a"]),
        ("/{proxy+}", "/a/b//c", ["proxy": "a/b//c"]),
        ("/a/{proxy+}", "/a//b", ["proxy": "/b"]),
        ("/{a}/x/{b+}", "/1/x/2/3", ["a": "1", "b": "2/3"]),
    ])
    func `variables get their segments as they came`(
        _ template: String,
        _ path: String,
        _ values: [String: String]
    ) throws {
        #expect(try PathTemplate(parsing: template).parameters(in: Array("xx\(path)".utf8)[2...]) == values)
    }
}
