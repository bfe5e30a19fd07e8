// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// A memory BIO that is freed with its owner.
struct MemoryBIO: ~Copyable {
    let raw: OpaquePointer

    /// - Parameter bytes: What it holds from the beginning.
    /// - Throws: ``TLSError``.
    init(_ bytes: [UInt8] = []) throws(TLSError) {
        raw = try Self.make(bytes)
    }

    private static func make(_ bytes: [UInt8]) throws(TLSError) -> OpaquePointer {
        guard let raw = BIO_new(BIO_s_mem()) else { throw .last("BIO_new") }
        guard bytes.isEmpty || BIO_write(raw, bytes, Int32(bytes.count)) == Int32(bytes.count) else {
            BIO_free(raw)
            throw .last("BIO_write")
        }
        return raw
    }

    /// What has been written into it.
    func contents() -> [UInt8] {
        var pointer: UnsafeMutablePointer<CChar>?
        let count = gateway_BIO_get_mem_data(raw, &pointer)
        return Array(UnsafeRawBufferPointer(start: pointer, count: count))
    }

    deinit {
        BIO_free(raw)
    }
}
