import Synchronization

/// Brings a task's cancellation to its transfer, whichever comes first.
final class Cancellation: Sendable {
    private struct State {
        var isCancelled = false
        var transfer: (any LoopTransfer)?
    }

    private let state = Mutex(State())

    func attach(_ transfer: any LoopTransfer, on loop: CurlLoop) {
        let isCancelled = state.withLock { state in
            state.transfer = transfer
            return state.isCancelled
        }
        if isCancelled { loop.submit(.cancel(transfer)) }
    }

    func cancel(on loop: CurlLoop) {
        let transfer = state.withLock { state in
            state.isCancelled = true
            return state.transfer
        }
        if let transfer { loop.submit(.cancel(transfer)) }
    }
}
