import ChannelKit
import InboxDomain
import Synchronization

/// Takes what an adapter brings, and lets a test wait for it.
final class RecordingSink: DeliverySink {
    struct State {
        var deliveries: [IncomingDelivery] = []
        var cursor: String?
        var reports: [SourceReport] = []
        var logs: [String] = []
        /// How many deliveries are stored; the next is refused. Nil: all.
        var room: Int?
    }

    private let state = Mutex(State())
    private let waiters = Mutex<[CheckedContinuation<Void, Never>]>([])

    init(cursor: String? = nil, room: Int? = nil) {
        state.withLock {
            $0.cursor = cursor
            $0.room = room
        }
    }

    var now: State { state.withLock { $0 } }

    func cursor() async throws(SourceFailure) -> String? { now.cursor }

    func accept(_ deliveries: [IncomingDelivery], cursor: String?) async throws(SourceFailure) -> [DeliveryID] {
        let isFull = state.withLock { state in
            if let room = state.room, state.deliveries.count + deliveries.count > room { return true }
            state.deliveries += deliveries
            if let cursor { state.cursor = cursor }
            return false
        }
        wake()
        if isFull { throw SourceFailure(.transient, code: "store_failure", detail: "the disk is full") }
        return deliveries.map { _ in DeliveryID(1) }
    }

    func known(_ keys: [String]) async throws(SourceFailure) -> Set<String> { [] }

    func report(_ report: SourceReport) {
        state.withLock { $0.reports.append(report) }
        wake()
    }

    func log(_ line: String) {
        state.withLock { $0.logs.append(line) }
        wake()
    }

    /// Returns when `condition` holds; looks whenever something has come.
    func until(_ condition: (State) -> Bool) async {
        while true {
            let seen = now
            if condition(seen) { return }
            await withCheckedContinuation { continuation in
                // What came since then must not be waited for.
                let isNew = waiters.withLock { waiters in
                    let current = now
                    let isNew =
                        current.deliveries.count != seen.deliveries.count || current.reports.count != seen.reports.count
                        || current.logs.count != seen.logs.count
                    if !isNew { waiters.append(continuation) }
                    return isNew
                }
                if isNew { continuation.resume() }
            }
        }
    }

    private func wake() {
        let waiting = waiters.withLock { waiters in
            defer { waiters = [] }
            return waiters
        }
        for waiter in waiting { waiter.resume() }
    }
}
