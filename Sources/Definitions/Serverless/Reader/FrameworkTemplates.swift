// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// What the framework deploys for `integration: lambda` where the file says nothing else: the same events and the same
/// statuses, in words of our own.
///
/// - Source: Serverless Framework documentation, "API Gateway" of "Events": "Default Request Templates", "Status Codes".
enum FrameworkTemplates {
    static let requestTemplates = [
        BodyTemplate(mediaType: "application/json", template: event(body: #"$input.json("$")"#)),
        BodyTemplate(mediaType: "application/x-www-form-urlencoded", template: event(body: form)),
    ]

    /// The statuses that it takes out of the message of an error, `[404] Not found`; 200 is the default response.
    static let statusPatterns: [(statusCode: Int, pattern: String?)] = [
        (200, nil),
        (400, marked("400")), (401, marked("401")), (403, marked("403")), (404, marked("404")), (422, marked("422")),
        (500, #"[\s\S]*(Process\s?exited\s?before\s?completing\s?request|\[500\])[\s\S]*"#),
        (502, marked("502")),
        (504, #"([\s\S]*\[504\][\s\S]*)|(.*Task timed out after \d+\.\d+ seconds$)"#),
    ]

    private static func marked(_ status: String) -> String { #"[\s\S]*\[\#(status)\][\s\S]*"# }

    /// The event of a function: the request, and what is known of it.
    private static func event(body: String) -> String {
        let maps = [
            ("enhancedAuthContext", "$context.authorizer"), ("headers", "$input.params().header"),
            ("query", "$input.params().querystring"), ("path", "$input.params().path"),
            ("identity", "$context.identity"), ("stageVariables", "$stageVariables"),
        ]
        return """
            {
              "body": \(body),
              "method": "$context.httpMethod",
              "principalId": "$context.authorizer.principalId",
              "stage": "$context.stage",
              "cognitoPoolClaims": { "sub": "$context.authorizer.claims.sub" },
              \(maps.map { object($0.0, of: $0.1) }.joined(separator: ",\n  ")),
              "requestPath": "$context.resourcePath"
            }
            """
    }

    /// A map as a JSON object of texts; `\'`, which JavaScript knows and JSON does not, is a quote again.
    private static func object(_ name: String, of map: String) -> String {
        "\"\(name)\": {#foreach($key in \(map).keySet())\"$util.escapeJavaScript($key)\": "
            + "\"$util.escapeJavaScript(\(map).get($key)).replaceAll(\"\\\\'\", \"'\")\""
            + "#if($foreach.hasNext), #end#end}"
    }

    /// The pairs of a form; what follows a second `=` is lost.
    private static let form = #"""
        {#foreach($pair in $input.path('$').split('&'))#set($parts = $pair.split('='))#if($parts.size() > 0)
            #set($value = "")
            #if($parts.size() > 1)
              #set($value = $util.escapeJavaScript($util.urlDecode($parts[1])).replaceAll("\\'", "'"))
            #end
            "$util.escapeJavaScript($util.urlDecode($parts[0]))": "$value"#if($foreach.hasNext), #end
          #end#end}
        """#
}
