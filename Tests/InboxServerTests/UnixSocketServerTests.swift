import Glibc
import Hummingbird
import InboxServer
import Logging
import ServiceLifecycle
import Synchronization
import Testing
import Transport

@Suite final class UnixSocketServerTests {
    private let directory: String
    private var path: String { directory + "/control.sock" }

    init() throws {
        var template = Array("/tmp/inboxd-socket.XXXXXX".utf8CString)
        _ = try #require(mkdtemp(&template))
        directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        unlink(directory + "/control.sock")
        rmdir(directory)
    }

    private func serve(_ body: () async throws -> Void) async throws {
        let router = Router(context: PeerRequestContext.self)
        router.get("whoami") { _, context in
            context.peer.map { "\($0.uid) \($0.gid) \($0.pid)" } ?? "nobody"
        }
        let (listening, continuation) = AsyncStream.makeStream(of: Void.self)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let server = UnixSocketServer(
            path: path, responder: router.buildResponder(), logger: logger, onListening: { continuation.yield() })
        let group = ServiceGroup(configuration: .init(services: [server], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { continuation.finish() }
                try await group.run()
            }
            for await _ in listening {
                try await body()
                await group.triggerGracefulShutdown()
            }
            try await tasks.waitForAll()
        }
    }

    private func whoami() async throws -> String {
        let transport = try CurlTransport()
        let request = Transport.HTTPRequest(method: "GET", url: "http://control/whoami", unixSocket: path)
        return String(decoding: try await transport.perform(request).body, as: UTF8.self)
    }

    private func mode() -> UInt32 { FileMode.of(path) }

    @Test func tellsEachRequestWhoAsks() async throws {
        try await serve {
            let caller = try await whoami()
            #expect(caller == "\(getuid()) \(getgid()) \(getpid())")
        }
    }

    @Test func everyLocalUserMayConnectAndTheSocketGoesWithTheServer() async throws {
        try await serve {
            #expect(mode() & 0o777 == 0o666)
            #expect(mode() & S_IFMT == S_IFSOCK)
        }
        #expect(mode() == 0)
        // Nothing else was left behind.
        #expect(rmdir(directory) == 0)
        #expect(mkdir(directory, 0o700) == 0)
    }

    @Test func replacesASocketThatNobodyServes() async throws {
        let stale = try #require(try? UnixSocketBinding(path: path))
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: stale.privatePath.utf8) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(bound == 0)
        try stale.publish()
        close(descriptor)
        #expect(mode() & S_IFMT == S_IFSOCK)
        try await serve {
            let caller = try await whoami()
            #expect(caller.hasPrefix("\(getuid()) "))
        }
    }

    @Test func leavesASocketAloneThatAnswers() async throws {
        try await serve {
            #expect(throws: UnixSocketError.inUse(path: path)) { try UnixSocketBinding(path: path) }
            let caller = try await whoami()
            #expect(caller.hasPrefix("\(getuid()) "))
        }
    }

    @Test func leavesAloneWhatIsNoSocket() throws {
        close(open(path, O_CREAT | O_WRONLY, 0o600))
        #expect(throws: UnixSocketError.notASocket(path: path)) { try UnixSocketBinding(path: path) }
        #expect(mode() & S_IFMT == S_IFREG)
    }

    @Test func saysThatAPathIsTooLong() {
        let long = directory + "/" + String(repeating: "x", count: 108)
        #expect(throws: UnixSocketError.self) { try UnixSocketBinding(path: long) }
    }
}
