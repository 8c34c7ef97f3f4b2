import GRDBSQLite
import Synchronization

/// What the writer and the checkpointer count while they work.
final class WriterCounters: Sendable {
    let commits = Atomic<Int>(0)
    let jobs = Atomic<Int>(0)
    let failedCommits = Atomic<Int>(0)
    let checkpoints = Atomic<Int>(0)
    /// Frames in the journal after the last commit; it starts over when the journal is recycled.
    let walFrames = Atomic<Int>(0)

    /// What a frame of the journal takes: a page and its header.
    static let frameSize = 4096 + 24

    /// Has SQLite report the journal's size after each commit. This takes the place of its automatic checkpoints, which
    /// would run on the commit path. `self` has to outlive the connection.
    func watchJournal(of connection: OpaquePointer?) {
        sqlite3_wal_hook(
            connection,
            { context, _, _, frames in
                if let context {
                    let counters = Unmanaged<WriterCounters>.fromOpaque(context).takeUnretainedValue()
                    counters.walFrames.store(Int(frames), ordering: .relaxed)
                }
                return SQLITE_OK
            },
            Unmanaged.passUnretained(self).toOpaque())
    }

    func snapshot(waitingCount: Int) -> EngineStatistics {
        EngineStatistics(
            commitCount: commits.load(ordering: .relaxed), jobCount: jobs.load(ordering: .relaxed),
            failedCommitCount: failedCommits.load(ordering: .relaxed),
            checkpointCount: checkpoints.load(ordering: .relaxed), waitingCount: waitingCount,
            walBytes: walFrames.load(ordering: .relaxed) * Self.frameSize)
    }
}
