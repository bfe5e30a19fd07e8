// SPDX-License-Identifier: Apache-2.0

/// Why a connection's bytes are no request that we serve: a case for each thing that can be wrong.
///
/// Each ends the connection, because where the next request would begin is no longer certain.
package enum RequestError: Error, Hashable, Sendable, CaseIterable {
    // The request line (RFC 9112 §3)
    case emptyLinesBeforeRequest
    case requestLineMalformed
    case requestLineWhitespace
    case methodMissing
    case methodNotAToken
    case connectRefused
    case traceRefused
    case targetMissing
    case targetTooLong
    case targetControlCharacter
    case targetNotASCII
    case targetFragment
    case targetFormUnknown
    case targetAsteriskWithoutOptions
    case targetAuthorityMalformed
    case targetUserinfo
    case targetPathMissing
    case misdirected
    case versionMissing
    case versionMalformed
    case versionNotSupported

    // Lines and fields (RFC 9112 §2.2, §5)
    case bareLineFeed
    case bareCarriageReturn
    case nullByte
    case fieldNameMissing
    case fieldNameMalformed
    case colonMissing
    case whitespaceBeforeColon
    case fieldValueMalformed
    case obsoleteLineFolding
    case fieldValuesTooLarge
    case headTooLarge
    case tooManyFields

    // Host (RFC 9112 §3.2)
    case hostMissing
    case hostRepeated
    case hostMalformed
    case hostUserinfo
    case hostAddressMalformed
    case hostPortMalformed
    case hostDiffersFromTarget

    // The body's end (RFC 9112 §6)
    case contentLengthEmpty
    case contentLengthSigned
    case contentLengthList
    case contentLengthMalformed
    case contentLengthOverflow
    case contentLengthRepeated
    case contentLengthWithTransferEncoding
    case transferEncodingInHTTP10
    case transferEncodingRepeated
    case transferEncodingMalformed
    case transferCodingUnknown
    case chunkedNotLast
    case chunkedRepeated
    case chunkedWithParameters
    case bodyTooLarge
    case expectationUnknown
    case expectationRepeated

    // The chunked coding (RFC 9112 §7.1)
    case chunkSizeMissing
    case chunkSizeSigned
    case chunkSizeWhitespace
    case chunkSizeMalformed
    case chunkSizeOverflow
    case chunkExtensionMalformed
    case chunkExtensionTooLong
    case chunkDataNotTerminated
    case trailerForbidden
    case trailersTooLarge

    // Time
    case headTimedOut
    case bodyTimedOut

    /// The status of the answer.
    package var status: UInt16 {
        switch self {
        case .targetTooLong: 414
        case .fieldValuesTooLarge, .headTooLarge, .tooManyFields, .trailersTooLarge: 431
        case .bodyTooLarge, .contentLengthOverflow: 413
        case .versionNotSupported: 505
        case .misdirected: 421
        // RFC 9110 §9.1: a method that is not implemented; a 405 would have to name those that are (§15.5.6).
        case .connectRefused, .traceRefused: 501
        // RFC 9112 §6.1, where the body's end could still be found; where it cannot, §6.3 wants a 400.
        case .transferCodingUnknown: 501
        case .expectationUnknown: 417
        case .headTimedOut, .bodyTimedOut: 408
        default: 400
        }
    }

    /// What is wrong, with the rule that says so.
    package var reason: String {
        switch self {
        case .emptyLinesBeforeRequest: "there are too many empty lines before the request (RFC 9112 §2.2)"
        case .requestLineMalformed: "the request line is not METHOD SP target SP HTTP/1.1 (RFC 9112 §3)"
        case .requestLineWhitespace: "the request line has other white space than two single spaces (RFC 9112 §3)"
        case .methodMissing: "the request line has no method (RFC 9112 §3)"
        case .methodNotAToken: "the method is not a token (RFC 9110 §9.1)"
        case .connectRefused: "CONNECT is refused: this is no proxy (RFC 9110 §9.3.6)"
        case .traceRefused: "TRACE is refused: it would show credentials (RFC 9110 §9.3.8)"
        case .targetMissing: "the request line has no target (RFC 9112 §3)"
        case .targetTooLong: "the URL is too long"
        case .targetControlCharacter: "the request target holds a control character (RFC 9112 §3.2)"
        case .targetNotASCII: "the request target holds a byte that is not ASCII and not escaped (RFC 9112 §3.2)"
        case .targetFragment: "the request target holds a fragment (RFC 9112 §3.2)"
        case .targetFormUnknown: "the request target begins neither with / nor with http:// (RFC 9112 §3.2)"
        case .targetAsteriskWithoutOptions: "the request target * is for OPTIONS alone (RFC 9112 §3.2.4)"
        case .targetAuthorityMalformed: "the authority of the request target is malformed (RFC 9110 §4.2.1)"
        case .targetUserinfo: "the request target holds a user name (RFC 9110 §4.2.4)"
        case .targetPathMissing: "the request target has a query and no path (RFC 9112 §3.2.1)"
        case .misdirected: "the request target is https, and the connection is not secure (RFC 9110 §7.4)"
        case .versionMissing: "the request line has no version, as in HTTP/0.9 (RFC 9112 §2.3)"
        case .versionMalformed: "the version is malformed (RFC 9112 §2.3)"
        case .versionNotSupported: "the version is neither HTTP/1.1 nor HTTP/1.0"
        case .bareLineFeed: "a line ends in LF without CR (RFC 9112 §2.2)"
        case .bareCarriageReturn: "a CR stands without LF (RFC 9112 §2.2)"
        case .nullByte: "a NUL stands in a line (RFC 9110 §5.5)"
        case .fieldNameMissing: "a field has no name (RFC 9112 §5)"
        case .fieldNameMalformed: "a field name is not a token (RFC 9110 §5.1)"
        case .colonMissing: "a field has no colon (RFC 9112 §5)"
        case .whitespaceBeforeColon: "white space stands before a field's colon (RFC 9112 §5.1)"
        case .fieldValueMalformed: "a field value holds a control character (RFC 9110 §5.5)"
        case .obsoleteLineFolding: "a field continues on the next line (RFC 9112 §5.2)"
        case .fieldValuesTooLarge: "the header values are too large together"
        case .headTooLarge: "the header fields are too large"
        case .tooManyFields: "there are too many header fields"
        case .hostMissing: "Host is missing (RFC 9112 §3.2)"
        case .hostRepeated: "Host occurs more than once (RFC 9112 §3.2)"
        case .hostMalformed: "Host is malformed (RFC 9112 §3.2)"
        case .hostUserinfo: "Host holds a user name (RFC 9110 §7.2)"
        case .hostAddressMalformed: "Host holds brackets without an IP address in them (RFC 3986 §3.2.2)"
        case .hostPortMalformed: "the port in Host is not a number up to 65535 (RFC 3986 §3.2.3)"
        case .hostDiffersFromTarget: "Host is not the host of the request target (RFC 9112 §3.2)"
        case .contentLengthEmpty: "Content-Length is empty (RFC 9110 §8.6)"
        case .contentLengthSigned: "Content-Length has a sign (RFC 9110 §8.6)"
        case .contentLengthList: "Content-Length is a list (RFC 9110 §8.6)"
        case .contentLengthMalformed: "Content-Length is not a number of bytes (RFC 9110 §8.6)"
        case .contentLengthOverflow: "Content-Length is a number that no machine can hold (RFC 9110 §8.6)"
        case .contentLengthRepeated: "Content-Length occurs more than once (RFC 9110 §8.6)"
        case .contentLengthWithTransferEncoding: "Content-Length and Transfer-Encoding occur together (RFC 9112 §6.3)"
        case .transferEncodingInHTTP10: "Transfer-Encoding occurs in HTTP/1.0 (RFC 9112 §6.1)"
        case .transferEncodingRepeated: "Transfer-Encoding occurs more than once (RFC 9112 §6.1)"
        case .transferEncodingMalformed: "Transfer-Encoding is not a list of codings (RFC 9112 §6.1)"
        case .transferCodingUnknown: "a transfer coding is not \"chunked\" (RFC 9112 §6.1)"
        case .chunkedNotLast: "the last transfer coding is not \"chunked\" (RFC 9112 §6.3)"
        case .chunkedRepeated: "the coding \"chunked\" is applied more than once (RFC 9112 §6.1)"
        case .chunkedWithParameters: "the coding \"chunked\" has parameters (RFC 9112 §7.1)"
        case .bodyTooLarge: "the body is too large"
        case .expectationUnknown: "Expect asks for something other than 100-continue (RFC 9110 §10.1.1)"
        case .expectationRepeated: "Expect occurs more than once (RFC 9110 §5.3)"
        case .chunkSizeMissing: "a chunk has no size (RFC 9112 §7.1)"
        case .chunkSizeSigned: "a chunk size has a sign (RFC 9112 §7.1)"
        case .chunkSizeWhitespace: "white space stands beside a chunk size (RFC 9112 §7.1)"
        case .chunkSizeMalformed: "a chunk size is not a hexadecimal number (RFC 9112 §7.1)"
        case .chunkSizeOverflow: "a chunk size has more than sixteen digits (RFC 9112 §7.1)"
        case .chunkExtensionMalformed: "a chunk extension is malformed (RFC 9112 §7.1.1)"
        case .chunkExtensionTooLong: "a chunk extension is too long (RFC 9112 §7.1.1)"
        case .chunkDataNotTerminated: "a chunk's data does not end in CRLF (RFC 9112 §7.1)"
        case .trailerForbidden: "a trailer field frames or routes the message (RFC 9110 §6.5.1)"
        case .trailersTooLarge: "the trailer fields are too large"
        case .headTimedOut: "the header fields did not arrive in time"
        case .bodyTimedOut: "the body did not arrive in time"
        }
    }
}
