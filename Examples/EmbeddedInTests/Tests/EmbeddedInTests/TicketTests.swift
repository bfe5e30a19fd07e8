// SPDX-License-Identifier: Apache-2.0

import Foundation
import GatewayEmulator
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// An authorizer of our own: it knows one ticket by heart, and calls the police for another.
private let tickets = CustomAuthorizer("tickets") { event in
    switch event.authorizationToken {
    case "ticket-7": .allow(principalId: "mary", context: ["seat": "7"])
    case "ticket-13": throw Unauthorized()
    default: .deny
    }
}

private let theatre = GatewayAPI(
    stage: "dev",
    routes: [
        .public("GET /programme") { _ in .text("Tonight: Hamlet") },
        .private("GET /seat", authorizer: tickets) { event in
            .text("\(event.principalId ?? "nobody") sits on \(event.context["seat"] ?? "the floor")")
        },
    ]
)

struct TicketTests {
    @Test func `everybody may read the programme`() async throws {
        try await withGateway(theatre) { gateway in
            let answer = try await get(gateway.url + "/dev/programme")
            #expect(answer == Answer(status: 200, body: "Tonight: Hamlet"))
        }
    }

    @Test func `a ticket leads to its seat`() async throws {
        try await withGateway(theatre) { gateway in
            let answer = try await get(gateway.url + "/dev/seat", authorization: "ticket-7")
            #expect(answer == Answer(status: 200, body: "mary sits on 7"))
            #expect(gateway.requests.last?.reason == "Allow")
        }
    }

    @Test(arguments: [(nil, 401), ("ticket-13", 401), ("ticket-8", 403)])
    func `without a right ticket there is no seat`(ticket: String?, status: Int) async throws {
        try await withGateway(theatre) { gateway in
            let answer = try await get(gateway.url + "/dev/seat", authorization: ticket)
            #expect(answer.status == status)
        }
    }

    @Test func `the gateway says why`() async throws {
        try await withGateway(theatre) { gateway in
            _ = try await get(gateway.url + "/dev/seat")
            let request = try #require(gateway.requests.last)
            #expect(request.status == 401)
            #expect(request.reason == "no Authorization header; the authorizer was not asked")
        }
    }
}

private struct Answer: Equatable {
    let status: Int
    let body: String
}

private func get(_ url: String, authorization: String? = nil) async throws -> Answer {
    var request = URLRequest(url: try #require(URL(string: url)))
    request.setValue(authorization, forHTTPHeaderField: "Authorization")
    let (data, response) = try await URLSession.shared.data(for: request)
    let status = try #require(response as? HTTPURLResponse).statusCode
    return Answer(status: status, body: String(decoding: data, as: UTF8.self))
}
