import ControlAPI
import Foundation
import Glibc
import InboxDomain
import InboxServer
import Logging
import ServiceLifecycle
import Testing
import Transport

/// Files over a real socket, sent by curl's library.
@Suite final class ControlUploadTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "upload-\(UUID().uuidString)")
    private let service = FakeControlService()

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    private func serve(
        as role: CallerRole?,
        _ body: (_ ask: (_ target: String, Payload) async throws -> (Int, String)) async throws -> Void
    ) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let router = ControlRouter(service: service, access: OneRole(role: role), logger: logger)
        let (listening, continuation) = AsyncStream.makeStream(of: Void.self)
        let path = "/tmp/inboxd-upload-\(UUID().uuidString.prefix(8)).sock"
        let server = UnixSocketServer(
            path: path, responder: ControlResponder(router: router), logger: logger,
            onListening: { continuation.yield() })
        let group = ServiceGroup(configuration: .init(services: [server], logger: logger))
        let transport = try CurlTransport()
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { continuation.finish() }
                try await group.run()
            }
            for await _ in listening {
                try await body { target, payload in
                    let response = try await transport.perform(
                        HTTPRequest(
                            method: "POST", url: "http://inboxd\(target)", timeout: .seconds(120), unixSocket: path,
                            payload: payload))
                    return (response.status, String(decoding: response.body, as: UTF8.self))
                }
                await group.triggerGracefulShutdown()
            }
            try await tasks.waitForAll()
        }
    }

    private func file(_ size: Int) throws -> Payload {
        let path = folder.appending(path: "file").path
        try Data(repeating: 65, count: size).write(to: URL(filePath: path))
        return Payload([.file(path: path, size: size)])
    }

    @Test func aLargeFileIsHandedOnAsItComes() async throws {
        let payload = try file(9 << 20)
        try await serve(as: .agent) { ask in
            let (status, text) = try await ask("/v1/uploads?name=a.bin", payload)
            #expect(status == 200, "\(text)")
            #expect(text.contains(#""size":9437184"#))
            // A body of JSON has its own limit still.
            let status1 = try await ask("/v1/conversations/42/replies", payload).0
            #expect(status1 == 413)
        }
        #expect(service.calls.first?.hasPrefix("upload a.bin - 9437184") == true)
    }

    @Test func whatIsRefusedIsNotRead() async throws {
        let payload = try file(3 << 20)
        try await serve(as: .viewer) { ask in
            let status2 = try await ask("/v1/uploads?name=a.bin", payload).0
            #expect(status2 == 403)
            let status3 = try await ask("/v1/uploads?nam=a.bin", payload).0
            #expect(status3 == 403)
        }
        try await serve(as: .agent) { ask in
            let status4 = try await ask("/v1/uploads", payload).0
            #expect(status4 == 400)
            let status5 = try await ask("/v1/uploads?name=", payload).0
            #expect(status5 == 400)
        }
        #expect(service.calls.isEmpty)
    }

    @Test func aFailureInTheMiddleIsAnAnswer() async throws {
        service.fail(with: ControlError(.tooLarge, "too much"))
        let payload = try file(3 << 20)
        try await serve(as: .agent) { ask in
            let (status, text) = try await ask("/v1/uploads?name=a.bin", payload)
            #expect(status == 413)
            #expect(text.contains("too much"))
        }
    }
}

/// Everybody has the same role.
private struct OneRole: AccessControl {
    let role: CallerRole?

    func caller(uid: UInt32, gid: UInt32, pid: Int32) async -> CallerIdentity {
        CallerIdentity(user: "user", role: role)
    }

    func refusal(for role: CallerRole) -> String { "ask" }
}
