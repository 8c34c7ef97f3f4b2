import InboxDomain
import Logging

/// Does what the store has to let through again every second until it does: a store that fails for a while loses nothing.
struct UntilStored: Sendable {
    let time: any TimeSource
    let logger: Logger

    /// What `body` gives; nil where the task is cancelled before. It is tried once in any case. `trouble` is logged at
    /// each failure, with the error.
    @discardableResult
    func run<T: Sendable>(
        _ trouble: Logger.Message, _ metadata: Logger.Metadata = [:], _ body: @Sendable () async throws -> T
    ) async -> T? {
        while true {
            do {
                return try await body()
            } catch {
                logger.error(trouble, metadata: metadata.merging(["error": "\(error)"]) { _, new in new })
                do { try await time.sleep(until: time.now().adding(seconds: 1)) } catch { return nil }
            }
        }
    }
}
