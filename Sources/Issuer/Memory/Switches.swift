// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What a test has told the issuer to do next.
final class Switches: Sendable {
    struct State: Sendable {
        /// Who is logged in by the next requests that would show the login page, one each.
        var nextLogins: [String] = []
        /// Whether such a request is answered as the user's whom its `login_hint` names.
        var logsInByHint = false
        /// In how many seconds the next access token expires.
        var nextLifetime: Int64?
        /// With which status the next request to `/oauth/token` fails.
        var nextFailure: UInt16?
        /// Whether the tenant is down: every endpoint answers 503.
        var isDown = false
    }

    private let state = Mutex(State())

    func set(_ change: (inout State) -> Void) {
        state.withLock { change(&$0) }
    }

    var isDown: Bool { state.withLock { $0.isDown } }

    /// Whom a request that would show the login page is answered as: the user's whom it names, or the next one's.
    func takeLogin(hint: String?) -> String? {
        state.withLock { state in
            if state.logsInByHint, let hint { return hint }
            return state.nextLogins.isEmpty ? nil : state.nextLogins.removeFirst()
        }
    }

    /// Takes what is set, so that it holds for one request.
    func take<Value: Sendable>(_ path: WritableKeyPath<State, Value?>) -> Value? {
        state.withLock { state in
            let value = state[keyPath: path]
            state[keyPath: path] = nil
            return value
        }
    }
}
