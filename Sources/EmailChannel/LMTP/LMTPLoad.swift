import Synchronization

/// What the server holds at the moment. Lock-free.
package final class LMTPLoad: Sendable {
    package let memory: MailMemory
    private let limit: Int
    private let sessions = Atomic<Int>(0)

    init(_ limits: LMTPLimits) {
        memory = MailMemory(limit: limits.memory)
        limit = limits.sessions
    }

    /// Those refused are among them until they are closed.
    package var openSessions: Int { sessions.load(ordering: .relaxed) }

    /// Counts a session; false where it is one too many. `leave` ends it either way.
    func enter() -> Bool {
        sessions.add(1, ordering: .relaxed).newValue <= limit
    }

    func leave() {
        sessions.subtract(1, ordering: .relaxed)
    }
}
