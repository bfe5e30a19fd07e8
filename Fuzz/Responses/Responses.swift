// SPDX-License-Identifier: Apache-2.0

import FuzzSupport
import GatewayTransport

/// Hands one input to the target: what a server of keys answers our client.
///
/// - Parameters:
///   - start: The input.
///   - count: How long it is.
/// - Returns: 0, whatever it was.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = input(start, count)
    let whole = Outcome(reading: bytes, pieceLength: .max)
    for length in [1, 2, 7] {
        require(Outcome(reading: bytes, pieceLength: length) == whole, "an answer is the same in pieces of \(length)")
    }
    switch whole {
    case .answer(let status, let fields, let body):
        require(200...599 ~= status, "an answer is final")
        require(body.count <= Outcome.bodyLimit, "a body is no longer than its limit")
        require(fields.allSatisfy { !$0.contains("\r\n") && !$0.contains("\n") }, "a field is one line")
    case .refused(let error):
        require(isOneLine(error), "a message is one line")
    }
    return 0
}

private enum Outcome: Equatable {
    case answer(status: Int, fields: [String], body: [UInt8])
    case refused(String)

    static let bodyLimit = 512

    init(reading bytes: [UInt8], pieceLength: Int) {
        do throws(ClientError) {
            let response = try ClientResponse.read(bytes, pieceLength: pieceLength, bodyLimit: Self.bodyLimit)
            self = .answer(
                status: response.status,
                fields: response.fields.flatMap { [$0.name, $0.value] },
                body: response.body
            )
        } catch {
            self = .refused("\(error)")
        }
    }
}
