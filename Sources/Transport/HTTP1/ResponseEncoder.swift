// SPDX-License-Identifier: Apache-2.0

/// Writes an answer as HTTP/1.1, always with a Content-Length, so that no answer needs the connection's end to end.
enum ResponseEncoder {
    /// Appends the answer to a connection's output.
    ///
    /// The order of Date, Content-Type, Content-Length, Connection and the rest is the one in which API Gateway sends
    /// them.
    ///
    /// - Parameters:
    ///   - response: The answer.
    ///   - output: What is to be sent.
    ///   - dateField: The Date field with its line end.
    ///   - keepsAlive: Whether the connection stays open after it.
    ///   - isHead: Whether the request was HEAD, whose answer ends with the head (RFC 9110 §9.3.2).
    static func encode(
        _ response: Response,
        into output: inout [UInt8],
        dateField: [UInt8],
        keepsAlive: Bool,
        isHead: Bool
    ) {
        // RFC 9110 §8.6: neither 1xx nor 204 has a Content-Length; §15.4.5: 304 has no body.
        let mayHaveBody = response.status >= 200 && response.status != 204 && response.status != 304
        let body = mayHaveBody && !isHead ? response.body : []
        // Room for all of it at once, so that nothing below has to look for more.
        let room = 160 + dateField.count + (response.contentType?.count ?? 0) + response.fields.bytes.count + body.count
        output.append(addingCapacity: room) { output in
            appendStatusLine(response.status, to: &output)
            output.append(dateField)
            // A handler's value must not add fields, let alone another answer.
            if let contentType = response.contentType,
                ASCII.firstNonFieldByte(in: contentType, from: 0, to: contentType.count) == nil
            {
                output.append("Content-Type: ")
                output.append(contentType)
                output.append("\r\n")
            }
            if mayHaveBody {
                output.append("Content-Length: ")
                output.append(decimal: response.body.count)
                output.append("\r\n")
            }
            output.append(keepsAlive ? "Connection: keep-alive\r\n" : "Connection: close\r\n")
            output.append(response.fields.bytes)
            output.append("\r\n")
            output.append(body)
        }
    }

    private static func appendStatusLine(_ status: UInt16, to output: inout OutputSpan<UInt8>) {
        switch status {
        case 200: output.append("HTTP/1.1 200 OK\r\n")
        case 403: output.append("HTTP/1.1 403 Forbidden\r\n")
        default:
            output.append("HTTP/1.1 ")
            output.append(decimal: Int(status))
            output.append(UInt8(ascii: " "))
            output.append(reasonPhrase(status))
            output.append("\r\n")
        }
    }

    private static func reasonPhrase(_ status: UInt16) -> StaticString {
        switch status {
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 304: "Not Modified"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 421: "Misdirected Request"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        // RFC 9112 §4: the phrase may be empty; clients ignore it.
        default: ""
        }
    }
}
