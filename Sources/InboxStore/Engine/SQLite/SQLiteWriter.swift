import GRDB
import Synchronization

/// The one thread that writes: it takes all jobs that wait, runs them in one transaction, and commits with one fsync.
///
/// A job that fails undoes itself alone. If the transaction as a whole is lost because of one job (SQLite gives up a
/// transaction when the disk is full), the jobs that had run before it get a transaction each. If the commit fails,
/// all of its jobs fail with it, and the next ones start afresh: nothing has to be restarted.
struct SQLiteWriter {
    /// Jobs that have run in the open transaction, with the error of those that failed.
    private struct Outcome {
        var job: any WriteJob
        var error: (any Error)?
    }

    private let queue: WriteQueue
    private let checkpointer: SQLiteCheckpointer
    private let counters: WriterCounters
    private let settings: SQLiteEngine.Settings
    private let connection: SQLiteConnection
    private let clock = ContinuousClock()
    private var intake: [any WriteJob] = []
    private var work: [any WriteJob] = []
    private var outcomes: [Outcome] = []
    /// Whether the open transaction holds effects of a job.
    private var hasEffects = false

    init(
        connection: SQLiteConnection, queue: WriteQueue, checkpointer: SQLiteCheckpointer, counters: WriterCounters,
        settings: SQLiteEngine.Settings
    ) {
        self.connection = connection
        self.queue = queue
        self.checkpointer = checkpointer
        self.counters = counters
        self.settings = settings
    }

    /// Writes until the queue is closed and empty. Blocks.
    mutating func run() {
        while queue.wait(intake: &intake, limit: settings.intakeLimit, work: &work) {
            writeTogether()
            checkpointer.continueAfterCommit(on: connection)
        }
    }

    // MARK: - A shared transaction

    private mutating func writeTogether() {
        let deadline = clock.now + settings.workBudget
        hasEffects = false
        do {
            try connection.begin()
        } catch {
            return failWaiting(error)
        }
        guard runIntake(), runWork(until: deadline) else { return resumeAlone() }
        // Those that came meanwhile join in: it saves them the wait for an fsync of their own.
        queue.take(intake: &intake, limit: settings.intakeLimit - outcomes.count, work: &work)
        guard runIntake() else { return resumeAlone() }
        commit()
    }

    /// Runs the intake that was taken; false where the transaction was lost.
    private mutating func runIntake() -> Bool {
        for index in intake.indices where !run(intake[index]) {
            intake.removeFirst(index + 1)
            return false
        }
        intake.removeAll(keepingCapacity: true)
        return true
    }

    /// Runs one job of the work, and further ones until `deadline`: acknowledgements wait for this transaction.
    private mutating func runWork(until deadline: ContinuousClock.Instant) -> Bool {
        var count = 0
        defer { work.removeFirst(count) }
        while count < work.count {
            count += 1
            guard run(work[count - 1]) else { return false }
            if queue.isHeld {
                queue.putBack(work[count...])
                count = work.count
            }
            guard clock.now < deadline else { break }
        }
        return true
    }

    /// Runs one job; false where that lost the transaction.
    private mutating func run(_ job: any WriteJob) -> Bool {
        do {
            if hasEffects {
                try connection.savepoint { try job.run(on: connection) }
            } else {
                // Nothing else is in the transaction yet, so that the whole of it may be undone.
                try job.run(on: connection)
            }
            if let lost = connection.lost { throw lost }
            hasEffects = true
            outcomes.append(Outcome(job: job, error: nil))
            return true
        } catch {
            outcomes.append(Outcome(job: job, error: error))
            if connection.lost != nil { return false }
            if hasEffects { return true }
            connection.rollback()
            do {
                try connection.begin()
                return true
            } catch {
                return false
            }
        }
    }

    private mutating func commit() {
        do {
            if hasEffects {
                try connection.commit()
                counters.commits.add(1, ordering: .relaxed)
            } else {
                connection.rollback()
            }
        } catch {
            counters.failedCommits.add(1, ordering: .relaxed)
            connection.rollback()
            // A constraint that is checked at the commit is one job's doing. A full disk concerns them all.
            return error.concernsOneStatement ? resumeAlone() : resumeAll(failing: error)
        }
        resumeAll(failing: nil)
    }

    private mutating func resumeAll(failing failure: StoreError?) {
        for outcome in outcomes {
            if let error = failure ?? outcome.error {
                outcome.job.fail(error)
            } else {
                counters.jobs.add(1, ordering: .relaxed)
                outcome.job.succeed()
            }
        }
        outcomes.removeAll(keepingCapacity: true)
    }

    private mutating func failWaiting(_ error: StoreError) {
        counters.failedCommits.add(1, ordering: .relaxed)
        connection.rollback()
        for job in intake { job.fail(error) }
        for job in work { job.fail(error) }
        intake.removeAll(keepingCapacity: true)
        work.removeAll(keepingCapacity: true)
    }

    // MARK: - A transaction each

    /// Gives a transaction of its own to each job that had run when the shared one was lost.
    private mutating func resumeAlone() {
        counters.failedCommits.add(1, ordering: .relaxed)
        connection.rollback()
        for outcome in outcomes {
            if let error = outcome.error {
                outcome.job.fail(error)
            } else {
                writeAlone(outcome.job)
            }
        }
        outcomes.removeAll(keepingCapacity: true)
    }

    private func writeAlone(_ job: any WriteJob) {
        do {
            try connection.begin()
            try job.run(on: connection)
            try connection.commit()
        } catch {
            connection.rollback()
            return job.fail(error)
        }
        counters.commits.add(1, ordering: .relaxed)
        counters.jobs.add(1, ordering: .relaxed)
        job.succeed()
    }
}
