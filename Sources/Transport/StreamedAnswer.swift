import Synchronization

/// Passes an answer on piece by piece, and stops the transfer while the reader is behind.
final class StreamedAnswer: TransferReceiver {
    typealias HeadOutcome = Result<ResponseHead, HTTPFailure>
    typealias Piece = Result<[UInt8]?, HTTPFailure>

    /// Bytes that may wait for the reader.
    private static let most = 256 << 10

    private struct State {
        var head = ResponseHead()
        var headWaiter: CheckedContinuation<HeadOutcome, Never>?
        /// What came while nobody read.
        var waiting: [UInt8] = []
        var isPaused = false
        var reader: CheckedContinuation<Piece, Never>?
        var end: Piece?
    }

    private let state: Mutex<State>

    init(headWaiter: CheckedContinuation<HeadOutcome, Never>) {
        state = Mutex(State(headWaiter: headWaiter))
    }

    // MARK: The transfer's side

    func head(_ line: UnsafeBufferPointer<UInt8>) -> TransferVerdict {
        state.withLock { state in
            guard state.head.take(line) else { return .giveUp("the head of the answer is too large") }
            if state.head.isComplete {
                state.headWaiter?.resume(returning: .success(state.head))
                state.headWaiter = nil
            }
            return .goOn
        }
    }

    func body(_ bytes: UnsafeBufferPointer<UInt8>) -> TransferVerdict {
        state.withLock { state in
            if let reader = state.reader {
                state.reader = nil
                reader.resume(returning: .success(Array(bytes)))
                return .goOn
            }
            guard state.waiting.isEmpty || state.waiting.count + bytes.count <= Self.most else {
                state.isPaused = true
                return .pause
            }
            state.waiting.append(contentsOf: bytes)
            return .goOn
        }
    }

    func ended(_ failure: HTTPFailure?) {
        state.withLock { state in
            let end: Piece = failure.map { .failure($0) } ?? .success(nil)
            state.end = end
            state.headWaiter?.resume(returning: failure.map { .failure($0) } ?? .success(state.head))
            state.headWaiter = nil
            state.reader?.resume(returning: end)
            state.reader = nil
        }
    }

    // MARK: The reader's side

    /// The next piece, nil at the end. One reader at a time. `resume` is called where the transfer had been paused.
    func next(resume: () -> Void) async -> Piece {
        var wasPaused = false
        let piece = await withCheckedContinuation { continuation in
            state.withLock { state in
                if let piece = take(&state, &wasPaused) {
                    continuation.resume(returning: piece)
                } else {
                    state.reader = continuation
                }
            }
        }
        if wasPaused { resume() }
        return piece
    }

    private func take(_ state: inout State, _ wasPaused: inout Bool) -> Piece? {
        guard !state.waiting.isEmpty else { return state.end }
        // All of it at once: a reader that is behind catches up in one step.
        let all = state.waiting
        state.waiting = []
        wasPaused = state.isPaused
        state.isPaused = false
        return .success(all)
    }
}
