// SPDX-License-Identifier: Apache-2.0

/// Why a connection's bytes are no request that we serve.
///
/// Each ends the connection, because where the next request would begin is no longer certain.
package enum RequestError: Error, Hashable, Sendable {
    case requestLineMalformed
    case methodNotAToken
    case targetMalformed
    case targetTooLong
    case versionMalformed
    case versionNotSupported
    case bareLineFeed
    case bareCarriageReturn
    case fieldNameMalformed
    case whitespaceBeforeColon
    case fieldValueMalformed
    case obsoleteLineFolding
    case headTooLarge
    case tooManyFields
    case hostMissing
    case hostRepeated
    case hostMalformed
    case hostDiffersFromTarget
    case contentLengthMalformed
    case contentLengthRepeated
    case contentLengthWithTransferEncoding
    case transferEncodingInHTTP10
    case transferCodingUnknown
    case chunkSizeMalformed
    case chunkExtensionTooLong
    case chunkDataNotTerminated
    case trailerMalformed
    case trailersTooLarge
    case bodyTooLarge
    case expectationUnknown
    case methodRefused
    case headTimedOut
    case bodyTimedOut

    /// The status of the answer.
    package var status: UInt16 {
        switch self {
        case .targetTooLong: 414
        case .headTooLarge, .tooManyFields, .trailersTooLarge: 431
        case .bodyTooLarge: 413
        case .versionNotSupported: 505
        case .transferCodingUnknown: 501
        case .expectationUnknown: 417
        case .methodRefused: 405
        case .headTimedOut, .bodyTimedOut: 408
        default: 400
        }
    }

    /// What is wrong, with the rule that says so.
    package var reason: String {
        switch self {
        case .requestLineMalformed: "the request line is not METHOD SP target SP HTTP/1.1 (RFC 9112 §3)"
        case .methodNotAToken: "the method is not a token (RFC 9110 §9.1)"
        case .targetMalformed: "the request target is malformed (RFC 9112 §3.2)"
        case .targetTooLong: "the URL is too long"
        case .versionMalformed: "the version is malformed (RFC 9112 §2.3)"
        case .versionNotSupported: "the version is neither HTTP/1.1 nor HTTP/1.0"
        case .bareLineFeed: "a line ends in LF without CR (RFC 9112 §2.2)"
        case .bareCarriageReturn: "a CR stands without LF (RFC 9112 §2.2)"
        case .fieldNameMalformed: "a field name is not a token (RFC 9110 §5.1)"
        case .whitespaceBeforeColon: "white space stands before a field's colon (RFC 9112 §5.1)"
        case .fieldValueMalformed: "a field value holds a control character (RFC 9110 §5.5)"
        case .obsoleteLineFolding: "a field continues on the next line (RFC 9112 §5.2)"
        case .headTooLarge: "the header fields are too large"
        case .tooManyFields: "there are too many header fields"
        case .hostMissing: "Host is missing (RFC 9112 §3.2)"
        case .hostRepeated: "Host occurs more than once (RFC 9112 §3.2)"
        case .hostMalformed: "Host is malformed (RFC 9112 §3.2)"
        case .hostDiffersFromTarget: "Host is not the host of the request target (RFC 9112 §3.2)"
        case .contentLengthMalformed: "Content-Length is not a number of bytes (RFC 9110 §8.6)"
        case .contentLengthRepeated: "Content-Length occurs more than once (RFC 9110 §8.6)"
        case .contentLengthWithTransferEncoding: "Content-Length and Transfer-Encoding occur together (RFC 9112 §6.3)"
        case .transferEncodingInHTTP10: "Transfer-Encoding occurs in HTTP/1.0 (RFC 9112 §6.1)"
        case .transferCodingUnknown: "the transfer coding is not \"chunked\" (RFC 9112 §6.1)"
        case .chunkSizeMalformed: "a chunk size is malformed (RFC 9112 §7.1)"
        case .chunkExtensionTooLong: "a chunk extension is too long (RFC 9112 §7.1.1)"
        case .chunkDataNotTerminated: "a chunk's data does not end in CRLF (RFC 9112 §7.1)"
        case .trailerMalformed: "a trailer field is malformed (RFC 9112 §7.1.2)"
        case .trailersTooLarge: "the trailer fields are too large"
        case .bodyTooLarge: "the body is too large"
        case .expectationUnknown: "Expect asks for something other than 100-continue (RFC 9110 §10.1.1)"
        case .methodRefused: "CONNECT and TRACE are refused"
        case .headTimedOut: "the header fields did not arrive in time"
        case .bodyTimedOut: "the body did not arrive in time"
        }
    }
}
