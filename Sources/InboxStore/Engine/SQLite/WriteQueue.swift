import Dispatch
import Synchronization

/// Keeps the work lane to one task, from a job of its own that began the hold to the one that ends it.
final class WorkHold: Sendable {}

/// The jobs that wait for the writer, in their two lanes.
///
/// Adding is a short lock, and a wake-up only where the writer sleeps: no task, no actor, no hop.
///
/// While the work lane is held no work is handed out, and the writer has none left: what it had taken comes back.
final class WriteQueue: Sendable {
    private struct State {
        var intake: [any WriteJob] = []
        var work: [any WriteJob] = []
        var isClosed = false
        var writerSleeps = false
        var hold: WorkHold?

        var isOver: Bool { isClosed && hold == nil }
    }

    private let state = Mutex(State())
    private let wakeUp = DispatchSemaphore(value: 0)

    /// Jobs that nobody has taken yet.
    var count: Int { state.withLock { $0.intake.count + $0.work.count } }

    /// Adds a job; false where the queue is closed.
    func add(_ job: any WriteJob, to lane: WriteLane) -> Bool {
        let (isTaken, wakes) = state.withLock { state in
            guard !state.isClosed else { return (false, false) }
            switch lane {
            case .intake: state.intake.append(job)
            case .work: state.work.append(job)
            }
            defer { state.writerSleeps = false }
            return (true, state.writerSleeps)
        }
        if wakes { wakeUp.signal() }
        return isTaken
    }

    /// Refuses further jobs; those that were taken are still handed out, also the one that ends a hold.
    func close() {
        wake { $0.isClosed = true }
    }

    private func wake(after change: (inout sending State) -> Void) {
        let wakes = state.withLock { state in
            change(&state)
            defer { state.writerSleeps = false }
            return state.writerSleeps
        }
        if wakes { wakeUp.signal() }
    }

    // MARK: - Holding the work lane

    var isHeld: Bool { state.withLock { $0.hold != nil } }

    /// To be called by a job of the work lane, which may run again.
    func begin(_ hold: WorkHold) {
        state.withLock { $0.hold = hold }
    }

    /// Ends the hold, if it has begun; `job` is the first that runs then.
    func end(_ hold: WorkHold, with job: (any WriteJob)? = nil) {
        wake { state in
            if state.hold === hold { state.hold = nil }
            if let job { state.work.insert(job, at: 0) }
        }
    }

    /// Takes back work that the writer had taken and has not run.
    func putBack(_ work: some Sequence<any WriteJob>) {
        state.withLock { $0.work.insert(contentsOf: Array(work), at: 0) }
    }

    /// Moves up to `limit` intake jobs, and all of the work, into the writer's own lists. Does not wait.
    func take(intake: inout [any WriteJob], limit: Int, work: inout [any WriteJob]) {
        state.withLock { Self.take(from: &$0, intake: &intake, limit: limit, work: &work) }
    }

    /// As `take`, but blocks until there is a job. False once the queue is closed and empty.
    func wait(intake: inout [any WriteJob], limit: Int, work: inout [any WriteJob]) -> Bool {
        while true {
            let (isReady, isOver) = state.withLock { state in
                Self.take(from: &state, intake: &intake, limit: limit, work: &work)
                guard intake.isEmpty && work.isEmpty else { return (true, false) }
                state.writerSleeps = !state.isOver
                return (false, state.isOver)
            }
            if isReady { return true }
            if isOver { return false }
            wakeUp.wait()
        }
    }

    private static func take(
        from state: inout State, intake: inout [any WriteJob], limit: Int, work: inout [any WriteJob]
    ) {
        if intake.isEmpty && state.intake.count <= limit {
            swap(&intake, &state.intake)
        } else {
            let count = min(limit, state.intake.count)
            intake.append(contentsOf: state.intake.prefix(count))
            state.intake.removeFirst(count)
        }
        if state.hold != nil { return }
        if work.isEmpty {
            swap(&work, &state.work)
        } else {
            work.append(contentsOf: state.work)
            state.work.removeAll(keepingCapacity: true)
        }
    }
}
