// SPDX-License-Identifier: Apache-2.0

import FuzzSupport
import GatewayTransport

/// Hands one input to the target: the first bytes that a client sends to a port that speaks HTTP and TLS.
///
/// - Parameters:
///   - start: The input.
///   - count: How long it is.
/// - Returns: 0, whatever it was.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = input(start, count)
    let whole = sniff(bytes, .max)
    for length in [1, 3, 64] {
        require(sniff(bytes, length) == whole, "the first bytes mean the same in pieces of \(length)")
    }
    switch whole {
    case .undecided: require(bytes.isEmpty, "one byte decides")
    case .http(let plaintext):
        require(bytes.first != 0x16, "a handshake is no HTTP (RFC 8446 §5.1)")
        require(plaintext == bytes, "nothing of a request is lost")
    case .handshake, .refused(alert: nil): require(bytes.first == 0x16, "only a handshake is TLS")
    case .refused(let type?):
        // RFC 8446 §5.1: an alert is 21, and what was said of the handshake before it 22.
        require(type == 21 || type == 22, "a refusal is an alert")
    case .established: require(false, "nobody gets through without keys of this session")
    }
    return 0
}

private func sniff(_ bytes: [UInt8], _ pieceLength: Int) -> SniffedBytes {
    do throws(TLSError) {
        return try SniffedBytes(reading: bytes, pieceLength: pieceLength, context: context)
    } catch {
        fatalError("no session: \(error)")
    }
}

private let context: TLSContext = {
    do {
        let made = try CertificateAuthority.make(name: "Fuzz").issue()
        return try TLSContext.server(certificate: made.certificate, privateKey: made.privateKey)
    } catch {
        fatalError("no certificate: \(error)")
    }
}()
