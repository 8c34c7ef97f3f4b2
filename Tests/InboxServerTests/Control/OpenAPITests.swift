import ControlAPI
import Foundation
import Logging
import Testing

@testable import InboxServer

/// Holds `docs/openapi.yaml` against the route table, both ways, and against real answers.
@Suite struct OpenAPITests {
    @Test func theDocumentAndTheRouteTableAreTheSame() throws {
        let table = Set(
            ControlRoute.all.map { route in
                OpenAPIDocument.Operation(
                    id: route.operation, method: route.method.rawValue, path: route.path, role: route.role.rawValue,
                    query: Set(route.query), body: Set(route.body))
            })
        let document = try OpenAPIDocument().operations
        #expect(table.subtracting(document) == [], "not, or not so, in the document")
        #expect(document.subtracting(table) == [], "not, or not so, in the route table")
    }

    @Test(arguments: ControlRouterTests.requests) func answersAreAsTheDocumentSays(
        request: ControlRouterTests.Request
    ) async throws {
        let router = ControlRouter(
            service: FakeControlService(), access: FakeAccess(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let control = ControlRequest(method: request.method, target: request.target, body: request.body, in: router)
        let answer = await router.answer(control, from: FakeAccess.peer(.admin))
        guard case .json(let bytes) = answer.body else { return }
        let route = try #require(
            ControlRoute.all.first {
                $0.method.rawValue == request.method && $0.match(control.segments ?? []) != nil
            })
        let json = try JSONSerialization.jsonObject(with: Data(bytes))
        #expect(try OpenAPIDocument().problems(of: json, to: route.operation) == [])
    }
}
