/// One body that waits for the writer, and the task that waits for the body.
///
/// Jobs are handed over under the queue's lock and belong to the writer's thread from then on. Exactly one of `succeed`
/// and `fail` is called, once.
protocol WriteJob: AnyObject, Sendable {
    /// Runs the body and keeps its value. May be called again, after what it did was undone.
    func run(on connection: any SQLConnection) throws

    /// Gives the waiting task the value of the last run.
    func succeed()

    func fail(_ error: any Error)
}

/// `@unchecked Sendable`: `value` is only touched by the writer's thread; the rest is immutable.
final class BodyJob<Value: Sendable>: WriteJob, @unchecked Sendable {
    private let body: @Sendable (any SQLConnection) throws -> Value
    private let continuation: CheckedContinuation<Value, any Error>
    private var value: Value?

    init(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value,
        continuation: CheckedContinuation<Value, any Error>
    ) {
        self.body = body
        self.continuation = continuation
    }

    func run(on connection: any SQLConnection) throws {
        value = try body(connection)
    }

    func succeed() {
        if let value {
            continuation.resume(returning: value)
        } else {
            continuation.resume(throwing: StoreError.statement("a job was committed that had not run"))
        }
    }

    func fail(_ error: any Error) {
        continuation.resume(throwing: error)
    }
}
