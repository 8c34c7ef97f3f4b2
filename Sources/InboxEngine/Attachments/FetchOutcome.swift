import ChannelKit
import InboxDomain
import InboxStore

/// Writes down what became of one attempt to fetch an attachment, inside a write transaction.
struct FetchOutcome {
    /// Seconds after each failed attempt: 23 hours and 26 minutes in all.
    static let pauses: [Int64] = [60, 300, 1200, 3600, 10_800, 25_200, 43_200]

    let connection: any SQLConnection
    let now: Instant
    /// What a pause is multiplied with.
    let factor: Double

    func record(
        _ result: Result<AttachmentDownload.Content, AttachmentFailure>, of fetch: AttachmentFetch
    ) throws -> AttachmentOutcome {
        switch result {
        case .success(let content):
            try Attachments(connection).markStored(
                fetch.position, of: fetch.message, blob: content.blob, size: content.size,
                sniffedType: content.sniffedType)
            return .stored
        case .failure(let failure):
            let reason = "\(failure.code): \(failure.detail)"
            if let next = nextAttempt(failure, fetch.attempts) {
                try AttachmentFetches(connection).retry(fetch, at: next, reason: reason)
                return .deferred
            }
            guard try AttachmentFetches(connection).giveUp(fetch, reason: reason) else { return .missing }
            var data = JSONFields()
            data.add("position", Int64(fetch.position))
            data.add("reason", reason)
            try Events(connection).append(
                .attachmentMissing, at: now, conversation: fetch.conversation, message: fetch.message, data: data)
            return .missing
        }
    }

    /// When to try again; nil for never. A provider's own word is never undercut.
    private func nextAttempt(_ failure: AttachmentFailure, _ attempts: Int) -> Instant? {
        guard failure.retry != .permanent, attempts <= Self.pauses.count else { return nil }
        let pause = Double(Self.pauses[max(attempts, 1) - 1]) * 1000 * factor
        let next = now.adding(milliseconds: Int64(pause))
        if case .notBefore(let instant) = failure.retry { return max(next, instant) }
        return next
    }
}

/// What came of one attempt, as a metric label.
package enum AttachmentOutcome: String, Sendable, CaseIterable {
    case stored, deferred, missing
}
