// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

/// The same bytes, to nginx, to Node, and to us.
///
/// A front that sees other requests than what is behind it is how requests are smuggled (RFC 9112 §11.2). So where we see
/// a request that another reader does not see, or with another body, it has to be one of ``JudgedDisagreements``. Where we
/// see fewer we are stricter, which is what we want to be.
///
/// `GATEWAY_DIFFERENTIAL=100000 swift test --filter DifferentialTests` compares so many instead, and prints each class of
/// disagreement with an example.
struct DifferentialTests {
    private static let asked = getenv("GATEWAY_DIFFERENTIAL").flatMap { Int(String(cString: $0)) }
    private static let count = asked ?? 1500

    @Test(.enabled(if: Tool.mayRun(Tool.nginx), "nginx is missing"))
    func `we never see a request where nginx sees none, but for judged cases`() async throws {
        try await withNginx { port in
            try await compare("nginx", seed: 9112) { Reading(countingAnswers: try await exchange($0, port: port)) }
        }
    }

    @Test(.enabled(if: Tool.node != nil, "node is missing"))
    func `we never see a request or a body that Node does not see, but for judged cases`() async throws {
        try await withNode { port, witness in
            try await compare("Node", seed: 9110) { bytes in
                _ = try await exchange(bytes, port: port)
                return Reading(answers: try await exchange(Array("GET / HTTP/1.0\r\n\r\n".utf8), port: witness))
            }
        }
    }

    private func compare(_ name: String, seed: UInt64, _ read: ([UInt8]) async throws -> Reading) async throws {
        try await withOurs { port in
            var sampler = RequestSampler(seed: seed)
            var seen = (ours: 0, theirs: 0, both: 0)
            var classes: [String: (count: Int, example: String)] = [:]
            for number in 0..<Self.count {
                let bytes = sampler.next()
                let theirs = try await read(bytes)
                let ours = Reading(answers: try await exchange(bytes, port: port))
                seen = (
                    seen.ours + ours.count, seen.theirs + theirs.count, seen.both + (ours.count == theirs.count ? 1 : 0)
                )
                let text = String(decoding: bytes, as: UTF8.self).debugDescription
                if !Self.holds(ours, theirs), !JudgedDisagreements.holds(bytes, ours.methods, with: name) {
                    Issue.record("\(number): we see \(ours), \(name) \(theirs): \(text)")
                }
                guard Self.asked != nil, ours.count != theirs.count else { continue }
                let key =
                    "\(ours.count > theirs.count ? "more" : "fewer") than \(name): \(ours.refusal ?? "unfinished")"
                let known = classes[key]
                let isShorter = known.map { text.utf8.count < $0.example.utf8.count } ?? true
                classes[key] = (
                    (known?.count ?? 0) + 1, isShorter ? "\(ours) | \(theirs) \(text)" : known?.example ?? ""
                )
            }
            for (key, (count, example)) in classes.sorted(by: { $0.key < $1.key }) {
                print("\(key) ×\(count): \(example)")
            }
            // Or else nothing was compared.
            #expect(seen.ours > Self.count / 16 && seen.both > Self.count / 16, "\(seen)")
        }
    }

    /// Whether what we saw is where the other's reading begins: then we have stopped earlier, or at the same place.
    private static func holds(_ ours: Reading, _ theirs: Reading) -> Bool {
        ours.count <= theirs.count
            && zip(ours.bodies, theirs.bodies).allSatisfy { $0 == nil || $1 == nil || $0 == $1 }
    }
}
