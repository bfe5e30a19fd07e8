// SPDX-License-Identifier: Apache-2.0

/// One evaluation of a value; names of resources may be functions, too, so it is bounded.
struct CloudFormationEvaluation {
    let cloud: CloudFormation
    private var steps = 0
    private var depth = 0

    /// More than a person writes into one value.
    private static let stepLimit = 1000
    private static let depthLimit = 32
    /// More bytes than Lambda's environment and any ARN have, since texts can repeat one another.
    private static let lengthLimit = 16 << 10

    init(cloud: CloudFormation) {
        self.cloud = cloud
    }

    mutating func answer(to node: YAMLNode) -> CloudFormation.Answer {
        steps += 1
        depth += 1
        defer { depth -= 1 }
        guard steps <= Self.stepLimit, depth <= Self.depthLimit else {
            return unknown("it leads back to itself, or too far", at: node)
        }
        if let variable = node.unresolved {
            return unknown(variable.description, at: node, suggestion: variable.suggestion)
        }
        if let scalar = node.scalar {
            return scalar.isNull ? .wrong(node.kind, at: node.position) : .text(scalar.asJavaScriptText)
        }
        guard CloudFormation.isFunction(node), let entry = node.mapping?.entries.first else {
            return .wrong(node.kind, at: node.position)
        }
        switch entry.key.text {
        case "Ref": return reference(entry.value)
        case "Fn::GetAtt": return attribute(entry.value)
        case "Fn::Join": return join(entry.value)
        case "Fn::Select": return select(entry.value)
        case "Fn::Sub": return substitute(entry.value)
        default: return unknown("\(quoted(entry.key.text)) is known only once it is deployed", at: entry.value)
        }
    }

    func unknown(_ reason: String, at node: YAMLNode, suggestion: String? = nil) -> CloudFormation.Answer {
        .unknown(CloudFormation.Unknown(reason: reason, suggestion: suggestion, position: node.position))
    }

    // MARK: Ref, Fn::GetAtt

    private mutating func reference(_ node: YAMLNode) -> CloudFormation.Answer {
        guard let name = node.scalar?.text else { return wrong(node) }
        return reference(to: name, at: node)
    }

    private mutating func reference(to name: String, at node: YAMLNode) -> CloudFormation.Answer {
        switch name {
        case "AWS::Region": return .text(cloud.region)
        case "AWS::AccountId": return .text(cloud.accountId)
        case "AWS::StackName": return .text(cloud.stackName)
        case "AWS::Partition": return .text("aws")
        case "AWS::URLSuffix": return .text("amazonaws.com")
        case "AWS::NoValue": return .absent
        case "AWS::StackId", "AWS::NotificationARNs":
            return unknown("\(quoted(name)) is known only once it is deployed", at: node)
        default: break
        }
        if let function = cloud.function(logicalId: name) { return .text(function.deployedName) }
        if let value = cloud.template.parameters[name] { return answer(to: value) }
        return value(of: .ref, of: name, at: node)
    }

    private mutating func attribute(_ node: YAMLNode) -> CloudFormation.Answer {
        let parts: [String]
        if let scalar = node.scalar {
            parts = scalar.text.split(separator: ".", maxSplits: 1).map(String.init)
        } else {
            parts = node.sequence?.compactMap { $0.scalar?.text } ?? []
        }
        guard parts.count == 2 else { return wrong(node) }
        return attribute(parts[1], of: parts[0], at: node)
    }

    private mutating func attribute(_ attribute: String, of name: String, at node: YAMLNode) -> CloudFormation.Answer {
        if let function = cloud.function(logicalId: name), attribute == "Arn" { return .text(cloud.arn(of: function)) }
        return value(of: .attribute(attribute), of: name, at: node)
    }

    /// What is known of a resource by its name, if that is written.
    private mutating func value(
        of wanted: CloudFormationResourceName.Wanted,
        of logicalId: String,
        at node: YAMLNode
    ) -> CloudFormation.Answer {
        guard let resource = cloud.template.resource(logicalId) else {
            return unknown("\(quoted(logicalId)) is not declared in \"resources\" with a name", at: node)
        }
        guard let kind = CloudFormationResourceName(type: resource.type),
            let nameNode = resource.properties[kind.property]?.value, !nameNode.isNull
        else { return unknown("the name of \(quoted(logicalId)) is known only once it is deployed", at: node) }
        guard case .text(let name) = answer(to: nameNode) else {
            return unknown("the name of \(quoted(logicalId)) is not known here", at: node)
        }
        guard let value = kind.value(wanted, named: name, in: cloud) else {
            return unknown("\(wanted) of \(quoted(logicalId)) is known only once it is deployed", at: node)
        }
        return .text(value)
    }

    // MARK: Fn::Join, Fn::Select, Fn::Sub

    private mutating func join(_ node: YAMLNode) -> CloudFormation.Answer {
        guard let parts = node.sequence, parts.count == 2, let separator = parts[0].scalar?.text,
            let elements = parts[1].sequence
        else { return wrong(node) }
        var texts: [String] = []
        var length = 0
        for element in elements {
            switch answer(to: element) {
            case .text(let text):
                texts.append(text)
                length += text.utf8.count + separator.utf8.count
                guard length <= Self.lengthLimit else { return tooLong(node) }
            case .absent: continue
            case let other: return other
            }
        }
        return .text(texts.joined(separator: separator))
    }

    private mutating func select(_ node: YAMLNode) -> CloudFormation.Answer {
        guard let parts = node.sequence, parts.count == 2, let index = parts[0].scalar.flatMap({ Int($0.text) }),
            let elements = parts[1].sequence
        else {
            return unknown("what \"Fn::Select\" selects from is known only once it is deployed", at: node)
        }
        guard elements.indices.contains(index) else { return wrong(node) }
        return answer(to: elements[index])
    }

    /// `Fn::Sub: text`, or `Fn::Sub: [text, {Name: value}]`.
    private mutating func substitute(_ node: YAMLNode) -> CloudFormation.Answer {
        let textNode = node.sequence?.first ?? node
        let values = node.sequence?.dropFirst().first?.mapping
        if let variable = textNode.unresolved {
            return unknown(variable.description, at: textNode, suggestion: variable.suggestion)
        }
        guard let text = textNode.scalar?.text, node.sequence.map({ 1...2 ~= $0.count }) ?? true else {
            return wrong(node)
        }
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            guard let end = rest[start.upperBound...].firstIndex(of: "}") else { break }
            result += rest[..<start.lowerBound]
            let name = String(rest[start.upperBound..<end])
            rest = rest[rest.index(after: end)...]
            // `${!Literal}` is what stays when it is sent on.
            if name.hasPrefix("!") {
                result += "${\(name.dropFirst())}"
                continue
            }
            switch value(named: name, values, at: textNode) {
            case .text(let text): result += text
            case .absent: continue
            case let other: return other
            }
            guard result.utf8.count <= Self.lengthLimit else { return tooLong(node) }
        }
        return .text(result + rest)
    }

    private mutating func value(
        named name: String,
        _ values: YAMLMapping?,
        at node: YAMLNode
    ) -> CloudFormation.Answer {
        if let entry = values?[name] { return answer(to: entry.value) }
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        return parts.count == 2
            ? attribute(parts[1], of: parts[0], at: node) : reference(to: name, at: node)
    }

    private func tooLong(_ node: YAMLNode) -> CloudFormation.Answer {
        unknown("it is longer than \(Self.lengthLimit) bytes", at: node)
    }

    private func wrong(_ node: YAMLNode) -> CloudFormation.Answer {
        if let variable = node.unresolved {
            return unknown(variable.description, at: node, suggestion: variable.suggestion)
        }
        return .wrong("\(node.kind) that its function cannot take", at: node.position)
    }
}
