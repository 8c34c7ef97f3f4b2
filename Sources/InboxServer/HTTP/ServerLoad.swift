import Synchronization

/// Counts what the front end holds at the moment, against its limits. Every call is lock-free.
final class ServerLoad: Sendable {
    enum ConnectionVerdict {
        case served
        /// Tell the client, then close.
        case refused
        /// Close without a word.
        case dropped
    }

    private let limits: FrontEndLimits
    private let connections = Atomic<Int>(0)
    private let requests = Atomic<Int>(0)
    private let bodyBytes = Atomic<Int>(0)

    init(limits: FrontEndLimits) {
        self.limits = limits
    }

    var openConnections: Int { connections.load(ordering: .relaxed) }
    var requestsInFlight: Int { requests.load(ordering: .relaxed) }

    /// Counts a connection, whatever the verdict; `closeConnection` ends it.
    func openConnection() -> ConnectionVerdict {
        let open = connections.add(1, ordering: .relaxed).newValue
        if open <= limits.connections { return .served }
        return open <= limits.connections + limits.refusals ? .refused : .dropped
    }

    func closeConnection() {
        connections.subtract(1, ordering: .relaxed)
    }

    /// Takes room for bytes of a body; false, and nothing taken, where there is none.
    func reserve(_ bytes: Int) -> Bool {
        if bodyBytes.add(bytes, ordering: .relaxed).newValue <= limits.bodies { return true }
        release(bytes)
        return false
    }

    func release(_ bytes: Int) {
        bodyBytes.subtract(bytes, ordering: .relaxed)
    }

    /// Takes a place among the requests in flight, and takes over the bytes reserved for its body; nil where all places
    /// are taken, and the bytes then stay the caller's.
    func enter(holding bytes: Int) -> InFlightSlot? {
        guard requests.add(1, ordering: .relaxed).newValue <= limits.inFlight else {
            requests.subtract(1, ordering: .relaxed)
            return nil
        }
        return InFlightSlot(load: self, bytes: bytes)
    }

    fileprivate func leave(releasing bytes: Int) {
        requests.subtract(1, ordering: .relaxed)
        release(bytes)
    }
}

/// A request's place among those in flight, given back when nothing refers to it any more: also where the connection
/// is lost, the place stays taken until the work for it has ended.
final class InFlightSlot: Sendable {
    private let load: ServerLoad
    private let bytes: Int

    fileprivate init(load: ServerLoad, bytes: Int) {
        self.load = load
        self.bytes = bytes
    }

    deinit {
        load.leave(releasing: bytes)
    }
}
