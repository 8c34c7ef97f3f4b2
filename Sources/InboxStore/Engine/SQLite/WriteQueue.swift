import Dispatch
import Synchronization

/// The jobs that wait for the writer, in their two lanes.
///
/// Adding is a short lock, and a wake-up only where the writer sleeps: no task, no actor, no hop.
final class WriteQueue: Sendable {
    private struct State {
        var intake: [any WriteJob] = []
        var work: [any WriteJob] = []
        var isClosed = false
        var writerSleeps = false
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

    /// Refuses further jobs; those that were taken are still handed out.
    func close() {
        let wakes = state.withLock { state in
            state.isClosed = true
            defer { state.writerSleeps = false }
            return state.writerSleeps
        }
        if wakes { wakeUp.signal() }
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
                state.writerSleeps = !state.isClosed
                return (false, state.isClosed)
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
        if work.isEmpty {
            swap(&work, &state.work)
        } else {
            work.append(contentsOf: state.work)
            state.work.removeAll(keepingCapacity: true)
        }
    }
}
