package import InboxDomain
import Synchronization

/// Tells waiting tasks that there is something new. Nothing gets lost between looking and waiting: a waiter names the
/// generation that it has seen.
///
/// ```
/// let seen = notifier.generation
/// // … look for work …
/// await notifier.wait(past: seen)
/// ```
package final class Notifier: Sendable {
    private struct State {
        var generation: UInt64 = 0
        var nextWaiter: UInt64 = 0
        var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    package var generation: UInt64 { state.withLock(\.generation) }

    package func notify() {
        let waiters = state.withLock { state in
            state.generation += 1
            let waiters = state.waiters
            if !waiters.isEmpty { state.waiters = [:] }
            return waiters
        }
        for waiter in waiters.values {
            waiter.resume()
        }
    }

    /// Returns once something came after generation `seen`, or the task is cancelled.
    package func wait(past seen: UInt64) async {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDue = state.withLock { state in
                    if state.generation > seen || Task.isCancelled { return true }
                    state.waiters[id] = continuation
                    return false
                }
                if isDue { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
        }
    }

    /// As `wait(past:)`, but also returns at `instant`; nil waits without an end.
    package func wait(past seen: UInt64, until instant: Instant?, time: any TimeSource) async {
        guard let instant else { return await wait(past: seen) }
        if instant <= time.now() { return }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.wait(past: seen) }
            group.addTask { try? await time.sleep(until: instant) }
            await group.next()
            group.cancelAll()
        }
    }
}
