import Synchronization

/// Lets tasks wait for something that happens once.
final class Latch: Sendable {
    private enum State {
        case waiting([CheckedContinuation<Void, Never>])
        case open
    }

    private let state = Mutex(State.waiting([]))

    func open() {
        let waiting: [CheckedContinuation<Void, Never>] = state.withLock { state in
            defer { state = .open }
            if case .waiting(let continuations) = state { return continuations }
            return []
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Returns once the latch is open: at once, if it is.
    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                guard case .waiting(let continuations) = state else { return true }
                state = .waiting(continuations + [continuation])
                return false
            }
            if isOpen { continuation.resume() }
        }
    }
}
