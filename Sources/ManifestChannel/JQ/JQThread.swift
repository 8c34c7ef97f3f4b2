import Dispatch

/// Where the programs of asynchronous callers run: they may take up to their time limit, and no task's thread waits for
/// that.
enum JQThread {
    private static let queue = DispatchQueue(label: "jq")

    /// Runs `work` on a thread of its own, one after the other.
    static func run<Value: Sendable>(
        _ work: @escaping @Sendable () throws(JQError) -> Value
    ) async -> Result<Value, JQError> {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: Result(catching: work)) }
        }
    }
}
