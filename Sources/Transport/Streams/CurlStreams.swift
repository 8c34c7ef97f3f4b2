import Synchronization

/// Streams through libcurl, on one thread of their own, which begins with the first of them: decrypting a large mailbox
/// holds up no other exchange.
///
/// TLS 1.2 or later; no proxy. The process must ignore SIGPIPE. `shutdown()` ends all streams; letting go of the last
/// reference does so too.
package final class CurlStreams: StreamConnector {
    private struct Running {
        var loop: StreamLoop
        var thread: LoopThread
    }

    private struct State {
        var running: Running?
        var isShutDown = false
    }

    private let state = Mutex(State())

    package init() {}

    deinit {
        shutdown()
    }

    package func connect(
        to address: StreamAddress, within limit: Duration
    ) async throws(StreamFailure) -> any ByteStream {
        guard address.security != .loopbackOnly || address.isLoopback else {
            throw .refused("\(address.peer): only this machine itself may be spoken to without TLS")
        }
        let isHost = !address.host.isEmpty && address.host.utf8.allSatisfy { Self.isHostByte($0) }
        guard isHost, (1...65535).contains(address.port) else { throw .refused("no host and port to connect to") }
        if let file = address.authorities, file.isEmpty || file.utf8.contains(0) {
            throw .refused("\(address.peer): the path of the authorities is empty or holds a null byte")
        }
        guard let loop = loop() else { throw .unreachable("\(address.peer): no memory, or no thread") }
        let core = StreamCore(address: address)
        // Closes the connection also where this task is cancelled while it waits.
        let stream = CurlStream(core: core, loop: loop)
        try await core.connected(on: loop, within: limit)
        return stream
    }

    /// Ends every stream and waits for the thread. More than once is harmless; later connections fail.
    package func shutdown() {
        let running = state.withLock { state in
            defer { state.running = nil }
            state.isShutDown = true
            return state.running
        }
        running?.loop.stop()
        running?.thread.join()
    }

    private func loop() -> StreamLoop? {
        state.withLock { state in
            guard !state.isShutDown else { return nil }
            if let running = state.running { return running.loop }
            guard let loop = StreamLoop(), let thread = LoopThread(running: loop.run) else { return nil }
            state.running = Running(loop: loop, thread: thread)
            return loop
        }
    }

    /// What stands in a name or an address; nothing that would end the host in a URL.
    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: ":"):
            true
        default: false
        }
    }
}

/// The reader's and writer's end of a stream; the loop holds the other.
final class CurlStream: ByteStream {
    private let core: StreamCore
    private let loop: StreamLoop

    init(core: StreamCore, loop: StreamLoop) {
        self.core = core
        self.loop = loop
    }

    deinit {
        close()
    }

    func read(within limit: Duration) async throws(StreamFailure) -> [UInt8]? {
        try await core.read(on: loop, within: limit)
    }

    func write(_ bytes: [UInt8], within limit: Duration) async throws(StreamFailure) {
        try await core.write(bytes, on: loop, within: limit)
    }

    func close() {
        core.end(.cancelled)
        loop.submit(.close(core))
    }
}
