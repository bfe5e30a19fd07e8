// SPDX-License-Identifier: Apache-2.0

import GatewayJSON

extension MapValue {
    /// `$context`: its parts print nothing, and what is overridden is overridden once.
    ///
    /// The parts that a template may fill are there from the start, and those that an anonymous call has nothing for are
    /// empty [rest-vtl-019].
    static func requestContext(_ context: JSONObject) -> MapValue {
        let map = MapValue(role: .context)
        for member in context.members where !overrides.contains(member.name) {
            map.append(member.name, part(member.value))
        }
        for name in ["identity", "authorizer"] where map[name] == nil {
            map.append(name, .map(MapValue(role: .context)))
        }
        map.append("requestOverride", .map(overridden(context, "requestOverride", ["header", "querystring", "path"])))
        map.append("responseOverride", .map(overridden(context, "responseOverride", ["header"])))
        return map
    }

    private static let overrides: Set<String> = ["requestOverride", "responseOverride"]

    private static func part(_ value: JSONValue) -> Value {
        guard case .object(let object) = value else { return Value(value) }
        let map = MapValue(role: .context)
        for member in object.members { map.append(member.name, part(member.value)) }
        return .map(map)
    }

    private static func overridden(_ context: JSONObject, _ name: String, _ groups: [String]) -> MapValue {
        let object = context[name]?.object ?? JSONObject()
        let map = MapValue(role: .overrides("$context.\(name)"))
        for group in groups {
            let members = object[group]?.object ?? JSONObject()
            map.append(group, .map(MapValue(members, role: .overrides("$context.\(name).\(group)"))))
        }
        for member in object.members where !groups.contains(member.name) {
            map.append(member.name, Value(member.value))
        }
        return map
    }
}
