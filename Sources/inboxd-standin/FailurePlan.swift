import Synchronization

/// How many of the coming requests fail, and how.
final class FailurePlan: Sendable {
    struct Failure: Sendable {
        var status: Int
        var retryAfter: Int
    }

    private let failure: Failure
    private let left: Mutex<Int?>

    /// `times` nil: all requests fail.
    init(status: Int, times: Int?, retryAfter: Int) {
        failure = Failure(status: status, retryAfter: retryAfter)
        left = Mutex(times)
    }

    /// The failure of this request; nil where it may succeed.
    func next() -> Failure? {
        left.withLock { left in
            guard let count = left else { return failure }
            guard count > 0 else { return nil }
            left = count - 1
            return failure
        }
    }
}
