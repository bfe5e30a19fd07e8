// SPDX-License-Identifier: Apache-2.0

import Glibc
import Logging

/// A listening socket on the loop that accepts from it.
///
/// `@unchecked Sendable`: `isMuted` is touched on the loop's thread only.
final class Listener: EventHandler, @unchecked Sendable {
    private let server: Server
    let loop: EventLoop
    let socket: ListeningSocket
    private var isMuted = false
    /// Whether this want of room was logged already.
    private var hasComplained = false

    /// Few, so that a burst of clients does not hold up those who are there already.
    private static let acceptedAtOnce = 16

    init(server: Server, loop: EventLoop, socket: ListeningSocket) {
        self.server = server
        self.loop = loop
        self.socket = socket
    }

    func open() throws(SystemError) {
        try loop.registerListener(self, for: socket.raw)
    }

    /// Accepts everybody who is queued, because closing would reset them, and closes the socket.
    func close() {
        acceptSome(limit: .max)
        loop.unregister(socket.raw)
        socket.close()
    }

    func ready(_: Readiness) {
        acceptSome()
    }

    func deadlinePassed() {
        guard isMuted else { return }
        do {
            try loop.unmuteListener(socket.raw)
            isMuted = false
        } catch {
            waitForRoom(because: "\(error)")
        }
    }

    /// Accepts what is queued.
    ///
    /// - Parameter limit: How many at most.
    func acceptSome(limit: Int = acceptedAtOnce) {
        var lost = 0
        for _ in 0..<limit {
            // Who is queued when the server drains is served, whatever the limit.
            guard server.hasRoom || server.isDraining else { return mute(because: "too many connections") }
            do throws(SystemError) {
                server.take(try Socket.accept(from: socket.raw))
                hasComplained = false
            } catch {
                switch error.code {
                case EAGAIN: return
                // The client was gone before we looked; the next one may be there (accept(2)).
                case ECONNABORTED, EINTR, EPROTO, EPERM:
                    lost += 1
                    guard lost < 1000 else { return mute(because: error.description) }
                // Out of descriptors or memory: a socket that stays readable would make the loop spin.
                default: return mute(because: error.description)
                }
            }
        }
    }

    private func mute(because reason: String) {
        guard !isMuted else { return }
        isMuted = true
        loop.muteListener(socket.raw)
        waitForRoom(because: reason)
    }

    private func waitForRoom(because reason: String) {
        loop.setDeadline(loop.now &+ 1, for: socket.raw)
        // Once, however long it lasts: the log would fill up with what nobody can mend faster by reading it.
        guard !hasComplained else { return }
        hasComplained = true
        server.settings.logger.warning("not accepting until there is room", metadata: ["reason": "\(reason)"])
    }
}
