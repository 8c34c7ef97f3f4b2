import Synchronization

/// What the loop and those who wait share of one stream.
final class StreamCore: Sendable {
    typealias Outcome<Value> = Result<Value, StreamFailure>

    /// Bytes that may wait for the reader.
    static let most = 256 << 10

    private struct Waiter<Value: Sendable> {
        var continuation: CheckedContinuation<Outcome<Value>, Never>
        var deadline: ContinuousClock.Instant
    }

    private struct State {
        var connecting: Waiter<Void>?
        var reader: Waiter<[UInt8]?>?
        var writer: Waiter<Void>?
        var incoming: [UInt8] = []
        var outgoing: [UInt8] = []
        var sent = 0
        /// What every wait from now on ends with, once `incoming` is read; nil in it: the peer has closed.
        var end: StreamFailure??
    }

    let address: StreamAddress
    private let state = Mutex(State())

    init(address: StreamAddress) {
        self.address = address
    }

    // MARK: Those who wait

    func connected(on loop: StreamLoop, within limit: Duration) async throws(StreamFailure) {
        let deadline = ContinuousClock.now + limit
        try await waiting { continuation in
            let end = state.withLock { state in
                if state.end == nil { state.connecting = Waiter(continuation: continuation, deadline: deadline) }
                return state.end
            }
            if let end { return continuation.resume(returning: .failure(end ?? .cancelled)) }
            if !loop.submit(.open(self, limit)) { self.end(.unreachable("\(address.peer): shut down")) }
        }
    }

    func read(on loop: StreamLoop, within limit: Duration) async throws(StreamFailure) -> [UInt8]? {
        let deadline = ContinuousClock.now + limit
        return try await waiting { continuation in
            let outcome: Outcome<[UInt8]?>? = state.withLock { state in
                if !state.incoming.isEmpty {
                    let bytes = state.incoming
                    state.incoming = []
                    return .success(bytes)
                }
                if let end = state.end { return end.map { .failure($0) } ?? .success(nil) }
                state.reader = Waiter(continuation: continuation, deadline: deadline)
                return nil
            }
            if let outcome { continuation.resume(returning: outcome) }
            // It may have stopped reading, and has to know the deadline.
            loop.submit(.serve(self))
        }
    }

    func write(_ bytes: [UInt8], on loop: StreamLoop, within limit: Duration) async throws(StreamFailure) {
        guard !bytes.isEmpty else { return }
        let deadline = ContinuousClock.now + limit
        try await waiting { continuation in
            let end = state.withLock { state in
                if state.end == nil {
                    (state.outgoing, state.sent) = (bytes, 0)
                    state.writer = Waiter(continuation: continuation, deadline: deadline)
                }
                return state.end
            }
            if let end {
                continuation.resume(returning: .failure(end ?? .lost("\(address.peer): the server has closed")))
            } else {
                loop.submit(.serve(self))
            }
        }
    }

    private func waiting<Value: Sendable>(
        _ body: (CheckedContinuation<Outcome<Value>, Never>) -> Void
    ) async throws(StreamFailure) -> Value {
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { body($0) }
        } onCancel: {
            end(.cancelled)
        }
        return try outcome.get()
    }

    // MARK: The loop's side

    /// Ends it for all who wait and will wait; the first reason holds. Nil: the peer has closed.
    func end(_ failure: StreamFailure?) {
        let (connecting, reader, writer) = state.withLock { state in
            defer {
                state.connecting = nil
                state.reader = nil
                state.writer = nil
            }
            if state.end == nil { state.end = .some(failure) }
            return (state.connecting, state.reader, state.writer)
        }
        let closed = StreamFailure.lost("\(address.peer): the server has closed")
        connecting?.continuation.resume(returning: .failure(failure ?? closed))
        reader?.continuation.resume(returning: failure.map { .failure($0) } ?? .success(nil))
        writer?.continuation.resume(returning: .failure(failure ?? closed))
    }

    func becameConnected() {
        let waiter = state.withLock { state in
            defer { state.connecting = nil }
            return state.connecting
        }
        waiter?.continuation.resume(returning: .success(()))
    }

    var hasEnded: Bool { state.withLock { $0.end != nil } }
    /// Bytes that may still be taken in.
    var room: Int { state.withLock { Self.most - $0.incoming.count } }
    var hasOutgoing: Bool { state.withLock { $0.writer != nil } }

    func took(_ bytes: UnsafeBufferPointer<UInt8>) {
        let (waiter, all) = state.withLock { state -> (Waiter<[UInt8]?>?, [UInt8]) in
            state.incoming.append(contentsOf: bytes)
            guard let reader = state.reader else { return (nil, []) }
            defer {
                state.reader = nil
                state.incoming = []
            }
            return (reader, state.incoming)
        }
        waiter?.continuation.resume(returning: .success(all))
    }

    /// Hands out what is to be sent; `send` says how much of it went.
    func give(_ send: (UnsafeBufferPointer<UInt8>) -> Int) {
        let waiter = state.withLock { state -> Waiter<Void>? in
            guard let writer = state.writer else { return nil }
            state.sent += state.outgoing.withUnsafeBufferPointer {
                send(UnsafeBufferPointer(rebasing: $0[state.sent...]))
            }
            guard state.sent >= state.outgoing.count else { return nil }
            state.outgoing = []
            state.writer = nil
            return writer
        }
        waiter?.continuation.resume(returning: .success(()))
    }

    /// Ends the waits whose time is over, and says when the next one's will be. A read may be tried again after that; a
    /// connection or a write may not.
    func expire(_ now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        let (reader, isStuck, next) = state.withLock { state -> (Waiter<[UInt8]?>?, Bool, ContinuousClock.Instant?) in
            var expired: Waiter<[UInt8]?>?
            if let reader = state.reader, reader.deadline <= now {
                expired = reader
                state.reader = nil
            }
            let hard = [state.connecting?.deadline, state.writer?.deadline].compactMap { $0 }
            let all = hard + [state.reader?.deadline].compactMap { $0 }
            return (expired, hard.contains { $0 <= now }, all.min())
        }
        let failure = StreamFailure.timedOut("\(address.peer): no answer in time")
        reader?.continuation.resume(returning: .failure(failure))
        if isStuck { end(failure) }
        return next
    }
}
