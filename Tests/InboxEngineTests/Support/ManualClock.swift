import InboxDomain
import InboxEngine
import Synchronization

/// Time that stands still until a test moves it.
final class ManualClock: TimeSource {
    private struct Sleeper {
        var end: Instant
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now: Instant
        var nextID: UInt64 = 0
        var sleepers: [UInt64: Sleeper] = [:]
        var watchers: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(_ now: Instant) {
        state = Mutex(State(now: now))
    }

    func now() -> Instant { state.withLock(\.now) }

    func advance(seconds: Int64) {
        advance(to: now().adding(seconds: seconds))
    }

    /// Moves the hands, and wakes who slept until then.
    func advance(to instant: Instant) {
        let woken = state.withLock { state in
            state.now = instant
            let due = state.sleepers.filter { $0.value.end <= instant }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in woken { continuation.resume() }
    }

    /// Returns once somebody sleeps.
    func untilSomebodySleeps() async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.sleepers.isEmpty { state.watchers.append(continuation) }
                return !state.sleepers.isEmpty
            }
            if isThere { continuation.resume() }
        }
    }

    func sleep(until instant: Instant) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                enum Step { case wait, due, cancelled }
                let (step, watchers) = state.withLock { state -> (Step, [CheckedContinuation<Void, Never>]) in
                    if Task.isCancelled { return (.cancelled, []) }
                    if instant <= state.now { return (.due, []) }
                    state.sleepers[id] = Sleeper(end: instant, continuation: continuation)
                    let watchers = state.watchers
                    state.watchers = []
                    return (.wait, watchers)
                }
                for watcher in watchers { watcher.resume() }
                switch step {
                case .wait: break
                case .due: continuation.resume()
                case .cancelled: continuation.resume(throwing: CancellationError())
                }
            }
        } onCancel: {
            let sleeper = state.withLock { $0.sleepers.removeValue(forKey: id) }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
