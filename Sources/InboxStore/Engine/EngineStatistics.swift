/// What an engine has done since it was opened, and how much its journal holds. A snapshot, for metrics.
package struct EngineStatistics: Sendable, Hashable {
    /// Transactions made durable: each cost one fsync.
    package var commitCount: Int
    /// Bodies whose effects those transactions hold. Over `commitCount`, this is how well group commit works.
    package var jobCount: Int
    /// Transactions that could not be committed.
    package var failedCommitCount: Int
    /// Checkpoints that moved something from the journal into the database file.
    package var checkpointCount: Int
    /// Bodies that have been handed in and not been taken yet.
    package var waitingCount: Int
    /// Bytes in the journal that are not recycled yet.
    package var walBytes: Int
}
