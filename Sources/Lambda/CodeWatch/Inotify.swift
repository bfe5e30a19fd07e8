// SPDX-License-Identifier: Apache-2.0

import GatewayTransport
import Glibc

/// The kernel's news of folders (inotify(7)).
struct Inotify: ~Copyable {
    private let descriptor: Descriptor

    /// Something that happened in a folder.
    struct Event {
        /// Of the folder.
        let watch: Int32
        let mask: UInt32
        /// Of what it happened to; empty for the folder itself.
        let name: String

        func has(_ bits: Int32) -> Bool { mask & UInt32(bitPattern: bits) != 0 }

        /// The kernel had more to tell than its queue could hold.
        var isOverflow: Bool { has(IN_Q_OVERFLOW) }
        var isFolder: Bool { has(IN_ISDIR) }
        /// A name is there that was not there before.
        var isArrival: Bool { has(IN_CREATE | IN_MOVED_TO) }
        var isDeparture: Bool { has(IN_DELETE | IN_MOVED_FROM) }
        /// The folder itself is elsewhere or gone, or nobody tells of it any more.
        var isEnd: Bool { has(IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT) }
        /// Nothing else than that the kernel has let go of it.
        var isRelease: Bool { has(IN_IGNORED) }
    }

    /// A file counts as saved when it is closed; what is written through a mapping is not seen by the kernel either.
    private static let mask =
        IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF
        | IN_ONLYDIR
        | IN_EXCL_UNLINK

    /// - Throws: ``SystemError``, EMFILE when the user has as many of them as there may be (`fs.inotify.max_user_instances`).
    init() throws(SystemError) {
        descriptor = try Descriptor(inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC)), from: "inotify_init1")
    }

    /// Begins to watch a folder; one that is watched already keeps its number.
    func add(_ folder: String) throws(SystemError) -> Int32 {
        let watch = inotify_add_watch(descriptor.raw, folder, UInt32(bitPattern: Self.mask))
        guard watch >= 0 else { throw SystemError(call: "inotify_add_watch") }
        return watch
    }

    func remove(_ watch: Int32) {
        // It may have gone by itself, which is what was wanted.
        _ = inotify_rm_watch(descriptor.raw, watch)
    }

    /// What has happened since the last call; it does not wait.
    func events() -> [Event] {
        var events: [Event] = []
        withUnsafeTemporaryAllocation(byteCount: 64 * 1024, alignment: MemoryLayout<inotify_event>.alignment) {
            buffer in
            while true {
                let count = read(descriptor.raw, buffer.baseAddress, buffer.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                Self.parse(UnsafeRawBufferPointer(rebasing: buffer[..<count]), into: &events)
            }
        }
        return events
    }

    private static func parse(_ bytes: UnsafeRawBufferPointer, into events: inout [Event]) {
        let headLength = MemoryLayout<inotify_event>.size
        var offset = 0
        while offset + headLength <= bytes.count {
            let watch = bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)
            let mask = bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
            let length = Int(bytes.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self))
            let name = bytes[(offset + headLength)..<min(offset + headLength + length, bytes.count)].prefix { $0 != 0 }
            events.append(Event(watch: watch, mask: mask, name: String(decoding: name, as: UTF8.self)))
            offset += headLength + length
        }
    }
}
