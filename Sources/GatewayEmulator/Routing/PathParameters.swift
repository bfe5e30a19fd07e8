// SPDX-License-Identifier: Apache-2.0

import GatewayModel

extension PathTemplate {
    /// The values of this template's variables in a path that it matches; nothing is decoded.
    ///
    /// - Parameter path: Below the stage, without the slash at its end.
    /// - Returns: The values by the variables' names.
    func parameters(in path: ArraySlice<UInt8>) -> [String: String] {
        var values: [String: String] = [:]
        var rest = path.dropFirst()
        for segment in segments {
            let part = rest.prefix { $0 != UInt8(ascii: "/") }
            switch segment {
            case .literal: break
            case .parameter(let name): values[name] = String(decoding: part, as: UTF8.self)
            case .greedy(let name): values[name] = String(decoding: rest, as: UTF8.self)
            }
            rest = rest.dropFirst(part.count + 1)
        }
        return values
    }
}
