// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// A text that may be one of CloudFormation's functions.
enum CloudText: Equatable {
    case text(String)
    /// Known only once it is deployed; the reason ends a sentence.
    case unknown(String, suggestion: String? = nil)
    /// Neither a text nor such a function; what it is.
    case wrong(String)
}

/// What is known of the cloud by the file alone: its functions, and what `resources` declares.
extension ServerlessReader {
    func cloudText(_ node: YAMLNode) -> CloudText {
        switch cloud.text(of: node) {
        case .text(let text): .text(text)
        case .absent: .unknown("it is AWS::NoValue")
        case .unknown(let unknown): .unknown(unknown.reason, suggestion: unknown.suggestion)
        case .wrong(let kind, _): .wrong(kind)
        }
    }

    /// An authorizer that `resources` declares; `nil` when a node names none, and after a problem.
    mutating func declaredAuthorizer(_ node: YAMLNode, in kind: API.Kind) -> DeclaredOutcome {
        let resources = ServerlessResources(cloud: cloud)
        guard let id = resources.logicalId(in: node), cloud.template.resource(id) != nil else { return .notDeclared }
        do throws(DefinitionProblems) {
            let declared = try resources.authorizer(id, of: kind, askedAt: node.position)
            let target: WrittenAuthorizer.Target
            switch declared.target {
            case .function(let key): target = .function(key)
            case .elsewhere(let what): target = .elsewhere(what)
            case .jwt(let configuration):
                guard let kind = declared.kind else { return .refused }
                let definition = AuthorizerDefinition(
                    name: id,
                    kind: kind,
                    function: .jwt(configuration),
                    resultTtlInSeconds: declared.resultTtlInSeconds
                )
                target = .jwt(definition)
            }
            return .declared(
                WrittenAuthorizer(
                    name: id,
                    position: node.position,
                    origin: .resources,
                    kind: declared.kind,
                    resultTtlInSeconds: declared.resultTtlInSeconds,
                    target: target
                )
            )
        } catch {
            for problem in error.problems {
                problems.note(problem.message, at: problem.position, suggestion: problem.suggestion)
            }
            return .refused
        }
    }

    enum DeclaredOutcome {
        case declared(WrittenAuthorizer)
        case notDeclared
        /// A problem was noted.
        case refused
    }

    /// Gateway responses are of the REST API; a file without one may have them, for an API that is elsewhere.
    mutating func readGatewayResponses() {
        guard !rest.routes.isEmpty else { return }
        do throws(DefinitionProblems) {
            let read = try ServerlessResources(cloud: cloud).gatewayResponses()
            gatewayResponses = read.responses
            for warning in read.warnings {
                warnings.note(warning.message, at: warning.position, suggestion: warning.suggestion)
            }
        } catch {
            for problem in error.problems {
                problems.note(problem.message, at: problem.position, suggestion: problem.suggestion)
            }
        }
    }
}

extension CloudFormation {
    /// What a document says of the cloud: its functions have to be known before anything that names them is read.
    init(of document: ServerlessDocument) {
        let top = document.root.mapping
        let service = top?["service"]?.value
        let name = (service?.mapping?["name"]?.value ?? service)?.scalar?.text ?? ""
        let stack = "\(name)-\(document.stage)"
        let written = top?["functions"]?.value
        let entries = (written?.sequence ?? written.map { [$0] } ?? []).flatMap { $0.mapping?.entries ?? [] }
        let functions = entries.map { entry in
            let own = entry.value.mapping?["name"]?.value
            let deployedName = own.flatMap { $0.isNull ? nil : $0.scalar?.text }
            return Function(key: entry.key.text, deployedName: deployedName ?? "\(stack)-\(entry.key.text)")
        }
        let provider = top?["provider"]?.value.mapping
        let stackName = provider?["stackName"]?.value
        self.init(
            template: CloudFormationTemplate(
                top?["resources"]?.value,
                stackParameters: provider?["stackParameters"]?.value
            ),
            functions: functions,
            stackName: stackName.flatMap { $0.isNull ? nil : $0.scalar?.text } ?? stack,
            region: document.region
        )
    }
}
