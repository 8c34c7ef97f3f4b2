import NIOCore
import NIOPosix
import Synchronization

/// A server of files on loopback, which answers as a test says, and remembers what it was asked.
final class FileServer: Sendable {
    /// One answer; the last one of a path stands for all further requests.
    struct Answer: Sendable {
        var status = "200 OK"
        var headers: [String] = []
        var body: [UInt8] = []
        /// Nil: the body ends where the connection does.
        var length: Int?
        /// False: nothing follows, and the connection stays open.
        var ends = true

        static func content(_ text: String, _ headers: String...) -> Answer { content(Array(text.utf8), headers) }

        static func content(_ body: [UInt8], _ headers: [String] = []) -> Answer {
            Answer(headers: headers, body: body, length: body.count)
        }

        static func status(_ status: String, _ headers: String...) -> Answer {
            Answer(status: status, headers: headers, length: 0)
        }

        fileprivate var bytes: [UInt8] {
            let length = length.map { ["Content-Length: \($0)"] } ?? []
            let head = (["HTTP/1.1 \(status)", "Connection: close"] + headers + length).joined(separator: "\r\n")
            return Array((head + "\r\n\r\n").utf8) + body
        }
    }

    private struct State {
        var answers: [String: [Answer]] = [:]
        var requests: [String] = []
        var waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())
    private let channel = Mutex<(any Channel)?>(nil)

    /// Runs `body` against a server of its own.
    static func with(_ body: (FileServer) async throws -> Void) async throws {
        let server = FileServer()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(server: server))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        server.channel.withLock { $0 = channel }
        do {
            try await body(server)
        } catch {
            try await channel.close()
            throw error
        }
        try await channel.close()
    }

    func url(_ path: String, host: String = "127.0.0.1") -> String {
        "http://\(host):\(channel.withLock { $0?.localAddress?.port } ?? 0)\(path)"
    }

    func answer(_ path: String, _ answers: Answer...) {
        state.withLock { $0.answers[path] = answers }
    }

    /// Request lines and headers, one text a request.
    var requests: [String] { state.withLock(\.requests) }
    var paths: [String] { requests.map { String($0.split(separator: " ").dropFirst().first ?? "") } }

    /// Returns once so many requests have come.
    func asked(times count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.requests.count < count { state.waiting.append((count, continuation)) }
                return state.requests.count >= count
            }
            if isThere { continuation.resume() }
        }
    }

    fileprivate func take(_ request: String) -> Answer {
        let path = String(request.split(separator: " ").dropFirst().first ?? "")
        let (answer, woken) = state.withLock { state in
            state.requests.append(request)
            let woken = state.waiting.filter { $0.count <= state.requests.count }
            state.waiting.removeAll { $0.count <= state.requests.count }
            var answers = state.answers[path] ?? [.status("404 Not Found")]
            let answer = answers.count > 1 ? answers.removeFirst() : answers[0]
            state.answers[path] = answers
            return (answer, woken)
        }
        for one in woken { one.continuation.resume() }
        return answer
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let server: FileServer
        private var unread: [UInt8] = []

        init(server: FileServer) {
            self.server = server
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            unread += Array(unwrapInboundIn(data).readableBytesView)
            guard unread.suffix(4).elementsEqual("\r\n\r\n".utf8) else { return }
            let answer = server.take(String(decoding: unread, as: UTF8.self))
            unread = []
            let written = context.eventLoop.makePromise(of: Void.self)
            if answer.ends {
                written.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
            }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: answer.bytes)), promise: written)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
