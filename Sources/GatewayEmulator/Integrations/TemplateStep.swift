// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayJOSE
import GatewayJSON
import GatewayModel
import GatewayTemplates
import GatewayTransport

/// What integrations with templates have in common: a request is mapped to an input, and a result to a response.
///
/// - Source: API Gateway developer guide, "Data transformations for REST APIs in API Gateway".
struct TemplateStep: Sendable {
    let headers: RequestHeaders
    private let templates: RequestTemplates
    private let contentHandling: ContentHandling?
    private let responses: IntegrationResponses

    /// - Parameters:
    ///   - mapping: What the definition says.
    ///   - isService: Whether a service of AWS is called.
    /// - Throws: What is wrong with a template or a pattern.
    init(_ mapping: TemplateMapping, isService: Bool) throws {
        headers = RequestHeaders(mapping.requestParameters, isService: isService)
        templates = try RequestTemplates(mapping)
        contentHandling = mapping.contentHandling
        responses = try IntegrationResponses(mapping.integrationResponses)
    }

    /// An integration's input, and what the response's template sees of the request.
    struct Input {
        let payload: [UInt8]
        var evaluation: TemplateEvaluation
    }

    /// Maps a request.
    ///
    /// - Parameters:
    ///   - facts: The request.
    ///   - authorizer: What the authorizer says of it; `nil` on a public route.
    /// - Returns: The integration's input, or why there is none.
    func input(_ facts: RequestFacts, _ authorizer: AuthorizerContext?) -> Result<Input, IntegrationFailure> {
        if let name = headers.forbidden {
            return .failure(.forbiddenHeader(name))
        }
        let isBinary = facts.deployment.binaryMediaTypes.contains(facts.contentType)
        let body: [UInt8]
        switch Self.converted(Array(facts.request.body), isBinary: isBinary, contentHandling) {
        case .success(let bytes): body = bytes
        case .failure(let failure): return .failure(failure)
        }
        var evaluation = TemplateEvaluation(
            body: String(decoding: body, as: UTF8.self),
            parameters: facts.templateParameters,
            context: facts.context(authorizer: authorizer?.json.object),
            stageVariables: facts.stageVariablesObject
        )
        switch templates.choice(for: facts.contentType) {
        case .unsupportedMediaType:
            let type = facts.contentType ?? "application/json"
            let reason = "there is no request template for \(oneLine(type, limit: 80)), and no passthrough"
            return .failure(IntegrationFailure(.unsupportedMediaType, .failed(reason)))
        case .passthrough: return .success(Input(payload: body, evaluation: evaluation))
        case .template(let template):
            do throws(TemplateFault) {
                let text = try template.render(&evaluation)
                return .success(Input(payload: Array(text.utf8), evaluation: evaluation))
            } catch {
                return .failure(Self.failure(of: "request", error))
            }
        }
    }

    /// Maps a result.
    ///
    /// - Parameters:
    ///   - result: What the integration returned.
    ///   - selector: What selection patterns are held against; `nil` for a success.
    ///   - input: What was asked, with what its template left behind.
    ///   - facts: The request.
    /// - Returns: The response, or why there is none.
    func response(
        to result: [UInt8],
        selector: String?,
        _ input: Input,
        _ facts: RequestFacts
    ) -> Result<ProxyResponse, IntegrationFailure> {
        guard let chosen = responses.response(for: selector) else {
            let subject = selector.map { "\"\(oneLine($0, limit: 200))\"" } ?? "a success"
            return .failure(.misconfigured("no integration response is for \(subject), and there is no default one"))
        }
        var evaluation = input.evaluation
        evaluation.body = String(decoding: result, as: UTF8.self)
        var response = ProxyResponse(status: UInt16(clamping: chosen.definition.statusCode), body: result)
        do throws(TemplateFault) {
            for parameter in chosen.parameters {
                let values = try parameter.values(facts, &evaluation)
                response.headers += values.map { NameAndValue(parameter.header, $0) }
            }
            if let (mediaType, template) = chosen.template(for: facts.text(ofHeader: "accept")) {
                response.body = Array(try template.render(&evaluation).utf8)
                response.contentType = Array(mediaType.utf8)
            }
        } catch {
            return .failure(Self.failure(of: "response", error))
        }
        override(&response, by: evaluation.overrides)
        return finished(response, chosen.definition.contentHandling, facts)
    }

    /// - Source: API Gateway developer guide, "Override your API's request and response parameters and status codes".
    private func override(_ response: inout ProxyResponse, by overrides: TemplateOverrides) {
        if let status = overrides.status { response.status = UInt16(clamping: status) }
        for header in overrides.responseHeaders {
            response.headers.removeAll { ProxyAnswer.sameName($0.name, header.name) }
            response.headers += header.values.map { NameAndValue(header.name, $0) }
        }
    }

    private func finished(
        _ response: ProxyResponse,
        _ handling: ContentHandling?,
        _ facts: RequestFacts
    ) -> Result<ProxyResponse, IntegrationFailure> {
        var response = response
        if let mapped = response.headers.last(where: { ProxyResponse.isSame($0.name, "content-type") }) {
            response.contentType = Array(mapped.value.utf8)
            response.headers.removeAll { ProxyResponse.isSame($0.name, "content-type") }
        }
        // What a function returns is text: base64 stands in it for bytes, for who accepts them.
        let wantsBytes = handling == .convertToBinary || handling == nil && facts.acceptsBinary
        if wantsBytes {
            switch Self.decoded(response.body) {
            case .success(let bytes): response.body = bytes
            case .failure(let failure): return .failure(failure)
            }
        }
        if let reason = response.malformation { return .failure(.misconfigured(reason)) }
        return .success(response)
    }

    // MARK: - Bytes and text

    /// - Source: API Gateway developer guide, "Content type conversions in API Gateway", first table.
    private static func converted(
        _ body: [UInt8],
        isBinary: Bool,
        _ handling: ContentHandling?
    ) -> Result<[UInt8], IntegrationFailure> {
        switch (handling, isBinary) {
        case (.convertToBinary, false): decoded(body)
        case (.convertToText, true): .success(Array(Base64.encode(body).utf8))
        case (nil, _), (.convertToBinary, true), (.convertToText, false): .success(body)
        }
    }

    private static func decoded(_ body: [UInt8]) -> Result<[UInt8], IntegrationFailure> {
        do throws(Base64Error) {
            return .success(try Base64.decode(body[...]))
        } catch {
            return .failure(.misconfigured("a body that is to become bytes is no base64"))
        }
    }

    private static func failure(of template: String, _ fault: TemplateFault) -> IntegrationFailure {
        let reason = "the \(template) template: \(oneLine(fault.description, limit: 300))"
        if case .payload(let what) = fault.reason, template == "request" {
            return IntegrationFailure(.badRequestBody(reason: what), .failed(reason))
        }
        return .misconfigured(reason)
    }
}

extension IntegrationFailure {
    /// The definition does not work for this request: 500.
    static func misconfigured(_ reason: String) -> IntegrationFailure {
        IntegrationFailure(.configurationError, .failed(reason))
    }

    static func forbiddenHeader(_ name: String) -> IntegrationFailure {
        .misconfigured("the header \(name) may not be mapped to the integration")
    }
}

extension RequestFacts {
    /// What `$input.params()` shows: of a parameter that came several times, the last value.
    var templateParameters: TemplateParameters {
        TemplateParameters(
            path: pathParameters.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
            querystring: Self.last(query),
            header: Self.last(headers)
        )
    }

    private static func last(_ pairs: [NameAndValue]) -> [(name: String, value: String)] {
        (Multimap(pairs).lastValues.object?.members ?? []).map { ($0.name, $0.value.string ?? "") }
    }

    var stageVariablesObject: JSONObject { Self.texts(deployment.stageVariables).object ?? JSONObject() }
}
