// SPDX-License-Identifier: Apache-2.0

/// Which port something is to have that stands beside the API.
struct SidePort {
    /// 0 takes a free one.
    let number: UInt16
    /// Whether the user named it: then nothing else will do.
    let isNamed: Bool

    /// - Parameters:
    ///   - named: What the user says.
    ///   - usual: What it is otherwise; who has the API on a free port wants no fixed one beside it.
    ///   - apiPort: The one of the API.
    init(named: UInt16?, usual: UInt16, beside apiPort: UInt16) {
        number = named ?? (apiPort == 0 ? 0 : usual)
        isNamed = named != nil
    }

    /// A free one.
    static let free = SidePort(named: nil, usual: 0, beside: 0)
}
