import NIOCore

/// One deadline of a connection, which moves often and passes seldom: moving it later costs nothing, since the timer that
/// is already set looks again when it fires. Belongs to one event loop.
struct DeadlineTimer {
    /// Nil: nothing is due. Takes effect with the next `arm`.
    var deadline: NIODeadline?
    private var scheduled: (task: Scheduled<Void>, at: NIODeadline)?

    init() {}

    /// Calls `onExpiry` when the deadline has passed; `onExpiry` may move the deadline and arm again.
    mutating func arm(on eventLoop: any EventLoop, _ onExpiry: @escaping () -> Void) {
        guard let deadline else { return }
        if let scheduled {
            if scheduled.at <= deadline { return }
            scheduled.task.cancel()
        }
        let task = eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { onExpiry() }
        scheduled = (task, deadline)
    }

    /// To be asked when the timer fires: whether the deadline has passed. Where it has, it is taken away.
    mutating func hasExpired(at now: NIODeadline) -> Bool {
        scheduled = nil
        guard let deadline, deadline <= now else { return false }
        self.deadline = nil
        return true
    }

    mutating func cancel() {
        scheduled?.task.cancel()
        scheduled = nil
        deadline = nil
    }
}
