// SPDX-License-Identifier: Apache-2.0

/// One step through a YAML file, as libyaml reports it.
struct YAMLEvent {
    let kind: Kind
    let position: SourcePosition

    enum Kind {
        case streamStart
        case streamEnd
        case documentStart
        case documentEnd
        case alias(String)
        case scalar(YAMLScalar, Properties)
        case sequenceStart(Properties)
        case sequenceEnd
        case mappingStart(Properties)
        case mappingEnd
    }

    /// What may stand before a node.
    struct Properties {
        let anchor: String?
        let tag: String?
    }
}
