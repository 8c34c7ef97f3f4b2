import Dispatch
import GRDB
import Synchronization

/// Moves committed pages from the journal into the database file, on a thread and a connection of its own.
///
/// Commits never wait for that. But the journal can only start over when nothing is left to move, and under continuous
/// load there always is: so the thread moves nearly all, and asks the writer to move the small rest between two
/// transactions.
final class SQLiteCheckpointer: Sendable {
    private struct State {
        var isAsked = false
        var isClosed = false
        /// The size of the journal, in frames, when a checkpoint was last asked for.
        var askedAt = 0
    }

    private let state = Mutex(State())
    private let wakeUp = DispatchSemaphore(value: 0)
    private let wantsRestMoved = Atomic<Bool>(false)
    private let counters: WriterCounters
    private let step: Int
    private let target: Int

    /// `step` bytes of growth make a checkpoint due; the journal is started over when it holds `target` bytes.
    init(counters: WriterCounters, step: Int, target: Int) {
        self.counters = counters
        self.step = max(1, step / WriterCounters.frameSize)
        self.target = target / WriterCounters.frameSize
    }

    /// To be called on the writer's thread between two transactions: asks for a checkpoint where one is due, and moves
    /// the rest that one has left over.
    func continueAfterCommit(on connection: SQLiteConnection) {
        if wantsRestMoved.load(ordering: .relaxed) {
            wantsRestMoved.store(false, ordering: .relaxed)
            if connection.checkpoint() { counters.checkpoints.add(1, ordering: .relaxed) }
        }
        let frames = counters.walFrames.load(ordering: .relaxed)
        let asks = state.withLock { state in
            if frames < state.askedAt { state.askedAt = 0 }
            guard !state.isAsked, frames - state.askedAt >= step else { return false }
            state.isAsked = true
            state.askedAt = frames
            return true
        }
        if asks { wakeUp.signal() }
    }

    /// Ends `run`.
    func close() {
        state.withLock { $0.isClosed = true }
        wakeUp.signal()
    }

    /// Checkpoints when asked, until closed. Blocks. A checkpoint that fails (the disk is full) is left for the next
    /// time: the journal keeps what is in it.
    func run(on database: DatabaseQueue) {
        while true {
            wakeUp.wait()
            if state.withLock({ $0.isClosed }) { return }
            checkpoint(database)
            state.withLock { $0.isAsked = false }
        }
    }

    private func checkpoint(_ database: DatabaseQueue) {
        // What is committed while a pass runs is left over by it; the second pass is short.
        for _ in 0..<2 {
            guard let (frames, moved) = try? database.inDatabase({ try $0.checkpoint(.passive) }) else { return }
            counters.checkpoints.add(1, ordering: .relaxed)
            guard frames >= target else { return }
            guard frames - moved > step / 8 else { break }
        }
        wantsRestMoved.store(true, ordering: .relaxed)
    }
}
