import ChannelKit
import InboxDomain
import Synchronization

/// A ledger in memory that keeps to the contract of `DeliverySink`.
final class MemorySink: DeliverySink {
    struct State: Sendable {
        var cursor: String?
        var deliveries: [IncomingDelivery] = []
        var keys: Set<String> = []
        var reports: [SourceReport] = []
        /// How many deliveries each call of `accept` brought.
        var batches: [Int] = []
        /// Deliveries that came under a key that was there.
        var doubles = 0
    }

    private struct Waiter: Sendable {
        var condition: @Sendable (State) -> Bool
        var continuation: CheckedContinuation<Void, Never>
    }

    private let state = Mutex(State())
    private let waiters = Mutex<[Waiter]>([])
    private let isKeeping: Bool
    /// Called after each `accept` has stored what it was given, before it returns.
    let afterAccept: Mutex<@Sendable (State) async -> Void> = Mutex { _ in }

    /// Where `isKeeping` is false, bodies are thrown away and only keys kept.
    init(isKeeping: Bool = true) {
        self.isKeeping = isKeeping
    }

    var now: State { state.withLock { $0 } }
    var bodies: [String] { now.deliveries.map { String(decoding: $0.body, as: UTF8.self) } }

    func change(_ body: (inout State) -> Void) {
        let changed = state.withLock { state in
            body(&state)
            return state
        }
        let ready = waiters.withLock { waiters in
            let ready = waiters.filter { $0.condition(changed) }
            waiters.removeAll { $0.condition(changed) }
            return ready
        }
        for waiter in ready { waiter.continuation.resume() }
    }

    /// Returns once the condition holds.
    func wait(until condition: @escaping @Sendable (State) -> Bool) async {
        await withCheckedContinuation { continuation in
            waiters.withLock { $0.append(Waiter(condition: condition, continuation: continuation)) }
            change { _ in }
        }
    }

    func cursor() async throws(SourceFailure) -> String? { now.cursor }

    func accept(_ deliveries: [IncomingDelivery], cursor: String?) async throws(SourceFailure) -> [DeliveryID] {
        change { state in
            for delivery in deliveries {
                let isNew = delivery.key.map { state.keys.insert($0).inserted } ?? true
                if !isNew {
                    state.doubles += 1
                } else if isKeeping {
                    state.deliveries.append(delivery)
                }
            }
            state.batches.append(deliveries.count)
            if let cursor { state.cursor = cursor }
        }
        let hook = afterAccept.withLock { $0 }
        await hook(now)
        return deliveries.indices.map { DeliveryID(Int64($0) + 1) }
    }

    func known(_ keys: [String]) async throws(SourceFailure) -> Set<String> {
        precondition(keys.count <= 10_000)
        return now.keys.intersection(keys)
    }

    func report(_ report: SourceReport) {
        change { $0.reports.append(report) }
    }
}
