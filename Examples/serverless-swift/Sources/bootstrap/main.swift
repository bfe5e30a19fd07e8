// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Lambda starts this program, tells it by variables which function it is, and hands it events through the Runtime API
/// (Lambda developer guide, "Using the Lambda runtime API for custom runtimes").
///
/// A project of your own takes swift-aws-lambda-runtime, which does the same and more.
func variable(_ name: String) -> String {
    getenv(name).map { String(cString: $0) } ?? ""
}

let handlers: [String: Handler] = [
    "customAuthorizer": CustomAuthorizer().answer,
    "public": { _ in Message(message: "Welcome to our Public API!") },
    "private": { event in
        let caller = try decode(Caller.self, event)
        return Message(message: "Only logged in users can see this", user: caller.principalId)
    },
]

do {
    var runtime = try RuntimeAPI(at: variable("AWS_LAMBDA_RUNTIME_API"))
    guard let handler = handlers[variable("_HANDLER")] else {
        try runtime.initError("there is no handler \"\(variable("_HANDLER"))\"")
        exit(1)
    }
    while true {
        let invocation = try runtime.next()
        do {
            try runtime.respond(to: invocation, try encode(try handler(invocation.event)))
        } catch let failure as Failure {
            try runtime.fail(invocation, failure.message)
        }
    }
} catch {
    print("bootstrap: \(error)")
    exit(1)
}

struct Caller: Decodable {
    /// Who the authorizer said it is.
    var principalId: String?
}

struct Message: Encodable {
    var message: String
    var user: String?
}
