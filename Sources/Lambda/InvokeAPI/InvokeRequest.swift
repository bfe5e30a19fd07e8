// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayTransport

/// What a request asks of a function.
///
/// - Source: Lambda API reference, `Invoke` and `InvokeAsync`.
struct InvokeRequest: Sendable {
    let function: FunctionIdentifier
    let invocationType: InvocationType
    let wantsLog: Bool
    /// What the caller says of itself, as JSON.
    let clientContext: String?
    let payload: [UInt8]
    /// Whether it came by the path of `InvokeAsync`, whose answer is another one.
    let isInvokeAsync: Bool

    enum InvocationType: String, Sendable, CaseIterable {
        case dryRun = "DryRun"
        case requestResponse = "RequestResponse"
        case event = "Event"
    }

    /// - Source: Lambda quotas, "Invocation payload": 6 MB each for request and response when synchronous.
    static let payloadLimit = 6_291_456
    /// - Source: Lambda quotas, "Invocation payload": 1 MB for an asynchronous request.
    static let eventLimit = 1_048_576
    /// - Source: `Invoke`, "ClientContext": up to 3,583 bytes of base64-encoded data.
    private static let clientContextLimit = 3583

    /// - Throws: ``InvokeError``, as Lambda would refuse it; the payload is not read as JSON here.
    init(_ request: Request) throws(InvokeError) {
        let operation = try Operation(request)
        isInvokeAsync = operation.isInvokeAsync
        function = try Self.function(operation.function, query: operation.query)
        let head = request.head
        invocationType =
            isInvokeAsync
            ? .event : try Self.value(of: head.text("x-amz-invocation-type"), at: "invocationType") ?? .requestResponse
        let logType: LogType? = try Self.value(of: head.text("x-amz-log-type"), at: "logType")
        wantsLog = logType == .tail && invocationType == .requestResponse
        clientContext = try head.firstValue(of: "x-amz-client-context").map(Self.clientContext)
        try Self.checkMediaType(head.text("content-type"))
        guard request.body.count <= Self.payloadLimit else { throw .requestTooLarge }
        if invocationType == .event, request.body.count > Self.eventLimit {
            throw .eventTooLarge(request.body.count)
        }
        // A function that is invoked without a payload gets an empty object.
        payload = request.body.isEmpty ? Array("{}".utf8) : Array(request.body)
    }

    /// Whether the payload is a text of JSON, which functions are promised.
    ///
    /// Takes its time where there is much of it.
    func checkPayload() throws(InvokeError) {
        do throws(JSONError) {
            // Open question: what Lambda says of a member that occurs twice. Its readers take the last one.
            try JSONValue.checkSyntax(of: payload, depthLimit: 256)
        } catch {
            throw .bodyNotJSON("\(error)")
        }
    }

    private enum LogType: String, CaseIterable {
        case none = "None"
        case tail = "Tail"
    }

    /// One of a list of words; `nil` when none is said.
    private static func value<Value: RawRepresentable<String> & CaseIterable>(
        of text: String?,
        at parameter: String
    ) throws(InvokeError) -> Value? {
        guard let text else { return nil }
        guard let value = Value(rawValue: text) else {
            let words = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalid(text, at: parameter, "Member must satisfy enum value set: [\(words)]")
        }
        return value
    }

    private static func function(
        _ text: String,
        query: ArraySlice<UInt8>
    ) throws(InvokeError) -> FunctionIdentifier {
        guard let identifier = FunctionIdentifier(text) else {
            throw .invalid(
                text,
                at: "functionName",
                "Member must satisfy regular expression pattern: \(FunctionIdentifier.pattern)"
            )
        }
        let pair = FormURLEncoded.pairs(of: query).first { $0.name.elementsEqual("Qualifier".utf8) }
        guard let pair else { return identifier }
        let qualifier = String(decoding: FormURLEncoded.decodeLeniently(pair.value), as: UTF8.self)
        guard 1...128 ~= qualifier.utf8.count else {
            let bound = qualifier.isEmpty ? "greater than or equal to 1" : "less than or equal to 128"
            throw .invalid(qualifier, at: "qualifier", "Member must have length \(bound)")
        }
        guard FunctionIdentifier.isQualifier(qualifier) else {
            throw .invalid(
                qualifier,
                at: "qualifier",
                #"Member must satisfy regular expression pattern: (|[a-zA-Z0-9$_-]+)"#
            )
        }
        if let named = identifier.qualifier, named != qualifier {
            throw .invalidParameter(
                "The derived qualifier from the function name does not match the specified qualifier."
            )
        }
        return identifier.qualified(by: qualifier)
    }

    private static func clientContext(_ field: ArraySlice<UInt8>) throws(InvokeError) -> String {
        guard field.count <= clientContextLimit else {
            throw .invalidParameter("Client context must be no more than \(clientContextLimit) bytes in size.")
        }
        do {
            let bytes = try Base64.decode(field)
            try JSONValue.checkSyntax(of: bytes)
            // What is an object begins like one.
            guard bytes.first(where: { !" \t\r\n".utf8.contains($0) }) == UInt8(ascii: "{") else {
                throw InvokeError.clientContextNotJSON
            }
            return String(decoding: bytes, as: UTF8.self)
        } catch {
            throw .clientContextNotJSON
        }
    }

    /// SDKs send none, or `application/octet-stream`; curl sends a form's, and has sent JSON all the same.
    ///
    /// Open question: which types Lambda refuses; the reference says "not JSON".
    private static func checkMediaType(_ field: String?) throws(InvokeError) {
        guard let field else { return }
        let type = String(field.prefix { $0 != ";" && $0 != " " }).lowercased()
        let isTaken =
            type.isEmpty || type.hasSuffix("/json") || type.hasSuffix("+json")
            || type.hasPrefix("application/x-amz-json")
            || type.hasSuffix("/octet-stream") || type == "application/x-www-form-urlencoded"
        guard isTaken else { throw .notJSONContent }
    }
}

extension RequestHead {
    /// The first field of a name, as text.
    func text(_ name: StaticString) -> String? {
        firstValue(of: name).map { String(decoding: $0, as: UTF8.self) }
    }
}
