import Foundation

/// What the senders know: which deliveries they began, and which of them were acknowledged.
final class SendersBook: Sendable {
    private final class State: @unchecked Sendable {
        // Touched only while `condition` is locked.
        var acknowledged: Set<String> = []
        /// Sent, perhaps stored, and not answered.
        var open: [String: ClientRequest.Resending] = [:]
        var acknowledgements = 0
        /// Answers other than 200, and what they were to.
        var refusals: [String] = []
    }

    private let condition = NSCondition()
    private let state = State()

    var acknowledged: Set<String> { condition.withLock { state.acknowledged } }
    var refusals: [String] { condition.withLock { state.refusals } }

    func began(_ id: String, _ message: ClientRequest.Resending) {
        condition.withLock { state.open[id] = message }
    }

    func answered(_ id: String, _ response: ClientResponse) {
        guard response.status == 200 else { return refused(id, "\(response.status) \(response.text)") }
        acknowledged(id)
    }

    func refused(_ id: String, _ answer: String) {
        condition.withLock { state.refusals.append("\(id): \(answer)") }
    }

    func acknowledged(_ id: String) {
        condition.withLock {
            state.acknowledged.insert(id)
            state.open[id] = nil
            state.acknowledgements += 1
            condition.broadcast()
        }
    }

    /// A delivery of an earlier round that never got its answer; it is the caller's now.
    func takeOpen() -> (id: String, message: ClientRequest.Resending)? {
        condition.withLock {
            guard let (id, message) = state.open.first else { return nil }
            state.open[id] = nil
            return (id, message)
        }
    }

    /// Blocks until so many more were acknowledged, or the time is over.
    func waitForAcknowledgements(_ count: Int, within seconds: Double) throws {
        let deadline = Date().addingTimeInterval(seconds)
        condition.lock()
        defer { condition.unlock() }
        let goal = state.acknowledgements + count
        while state.acknowledgements < goal {
            guard condition.wait(until: deadline) else {
                throw TimedOut(what: "\(count) acknowledgements", seen: state.refusals.joined(separator: "\n"))
            }
        }
    }
}

extension ClientRequest {
    /// What is needed to send a delivery once more, signed anew.
    struct Resending: Sendable {
        var conversation: String
        var text: String
    }
}
