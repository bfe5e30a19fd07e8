// SPDX-License-Identifier: Apache-2.0

/// What stands behind a route, and how it is spoken to.
///
/// Indirect, so that a route, which each trace holds, is few references.
///
/// - Source: API Gateway API reference, `Integration`, `type`.
package indirect enum Integration: Sendable, Hashable {
    /// `AWS_PROXY`: the function gets the whole request and answers the whole response.
    case proxy(ProxyIntegration)
    /// `AWS`: templates make the function's input, and the response of what it returns. REST APIs only.
    case lambda(LambdaIntegration)
    /// `MOCK`: nobody is asked; templates make the answer. REST APIs only.
    case mock(TemplateMapping)

    /// What it runs; `nil` when nobody is asked.
    package var handler: HandlerReference? {
        switch self {
        case .proxy(let integration): integration.handler
        case .lambda(let integration): integration.handler
        case .mock: nil
        }
    }

    package var isProxy: Bool {
        if case .proxy = self { true } else { false }
    }

    /// As AWS calls it.
    package var type: String {
        switch self {
        case .proxy: "AWS_PROXY"
        case .lambda: "AWS"
        case .mock: "MOCK"
        }
    }
}

/// A Lambda proxy integration.
package struct ProxyIntegration: Sendable, Hashable {
    package var handler: HandlerReference
    /// The form of event and answer; a REST API knows only one.
    package var payloadFormatVersion: PayloadFormatVersion
    /// `nil` for what AWS sets: 29 seconds for REST APIs, 30 for HTTP APIs.
    package var timeoutInMillis: Int?
    /// What REST APIs do with the headers of the call to the function; it never reaches the event.
    package var requestParameters: [RequestParameter]

    package init(
        handler: HandlerReference,
        payloadFormatVersion: PayloadFormatVersion = .v1,
        timeoutInMillis: Int? = nil,
        requestParameters: [RequestParameter] = []
    ) {
        self.handler = handler
        self.payloadFormatVersion = payloadFormatVersion
        self.timeoutInMillis = timeoutInMillis
        self.requestParameters = requestParameters
    }
}

/// `payloadFormatVersion`.
package enum PayloadFormatVersion: String, Sendable, Hashable, CaseIterable {
    case v1 = "1.0"
    case v2 = "2.0"
}

/// A Lambda integration that is no proxy.
package struct LambdaIntegration: Sendable, Hashable {
    package var handler: HandlerReference
    package var timeoutInMillis: Int?
    package var mapping: TemplateMapping

    package init(handler: HandlerReference, timeoutInMillis: Int? = nil, mapping: TemplateMapping = TemplateMapping()) {
        self.handler = handler
        self.timeoutInMillis = timeoutInMillis
        self.mapping = mapping
    }
}

/// How a request becomes what the integration gets, and what it returns becomes the response.
///
/// - Source: API Gateway developer guide, "Data transformations for REST APIs in API Gateway".
package struct TemplateMapping: Sendable, Hashable {
    package var requestParameters: [RequestParameter]
    /// By media type, in the order of the definition.
    package var requestTemplates: [BodyTemplate]
    package var passthroughBehavior: PassthroughBehavior
    /// What becomes of the request's body before it is mapped; `nil` leaves it as it is.
    package var contentHandling: ContentHandling?
    /// The first whose pattern matches is taken, or else the one without a pattern.
    package var integrationResponses: [IntegrationResponse]

    package init(
        requestParameters: [RequestParameter] = [],
        requestTemplates: [BodyTemplate] = [],
        passthroughBehavior: PassthroughBehavior = .whenNoMatch,
        contentHandling: ContentHandling? = nil,
        integrationResponses: [IntegrationResponse] = [IntegrationResponse(statusCode: 200)]
    ) {
        self.requestParameters = requestParameters
        self.requestTemplates = requestTemplates
        self.passthroughBehavior = passthroughBehavior
        self.contentHandling = contentHandling
        self.integrationResponses = integrationResponses
    }
}

/// A mapping template and the media type that it is for.
package struct BodyTemplate: Sendable, Hashable {
    package var mediaType: String
    package var template: String

    package init(mediaType: String, template: String) {
        self.mediaType = mediaType
        self.template = template
    }
}

/// What happens to a body for whose media type there is no template.
///
/// - Source: API Gateway developer guide, "Method request behavior for payloads without mapping templates".
package enum PassthroughBehavior: String, Sendable, Hashable, CaseIterable {
    case whenNoMatch = "WHEN_NO_MATCH"
    case whenNoTemplates = "WHEN_NO_TEMPLATES"
    case never = "NEVER"
}

/// `contentHandling`.
package enum ContentHandling: String, Sendable, Hashable, CaseIterable {
    case convertToBinary = "CONVERT_TO_BINARY"
    case convertToText = "CONVERT_TO_TEXT"
}

/// How one kind of result becomes the response.
package struct IntegrationResponse: Sendable, Hashable {
    package var statusCode: Int
    /// A regular expression over the error message; `nil` for the default response.
    package var selectionPattern: String?
    package var responseParameters: [ResponseParameter]
    package var responseTemplates: [BodyTemplate]
    package var contentHandling: ContentHandling?

    package init(
        statusCode: Int,
        selectionPattern: String? = nil,
        responseParameters: [ResponseParameter] = [],
        responseTemplates: [BodyTemplate] = [],
        contentHandling: ContentHandling? = nil
    ) {
        self.statusCode = statusCode
        self.selectionPattern = selectionPattern
        self.responseParameters = responseParameters
        self.responseTemplates = responseTemplates
        self.contentHandling = contentHandling
    }
}

/// `integration.request.header.X: method.request.header.Y`.
package struct RequestParameter: Sendable, Hashable {
    package var target: Target
    package var source: MappingSource

    package enum Target: Sendable, Hashable {
        case header(String)
        case queryString(String)
        case path(String)
    }

    /// Whether it is a header that may not be mapped, so that every request is answered 500.
    ///
    /// - Parameter isService: Whether a service of AWS is called, as for all integrations here but MOCK.
    /// - Returns: Whether API Gateway refuses it.
    /// - Source: recorded: two for every kind of integration, the others for AWS and AWS_PROXY.
    package func isForbidden(isService: Bool) -> Bool {
        guard case .header(let name) = target else { return false }
        switch name.lowercased() {
        case "content-length", "transfer-encoding": return true
        case "authorization", "connection", "expect", "proxy-authenticate", "te": return isService
        default: return false
        }
    }

    package init(target: Target, source: MappingSource) {
        self.target = target
        self.source = source
    }
}

/// `method.response.header.X: integration.response.header.Y`, or `gatewayresponse.header.X: 'text'`.
package struct ResponseParameter: Sendable, Hashable {
    package var header: String
    package var source: MappingSource

    package init(header: String, source: MappingSource) {
        self.header = header
        self.source = source
    }
}
