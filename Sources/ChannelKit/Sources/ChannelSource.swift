package import InboxDomain

/// The part of an adapter that goes and gets: an IMAP connection, a poll, a child process. The daemon runs one an inbox.
///
/// A source is immutable configuration; what changes while it runs lives inside `run`. When the inbox is reconfigured
/// its task is cancelled, and the new adapter's source starts where the cursor stands.
package protocol ChannelSource: Sendable {
    /// Differs from that of another source of the same inbox where a reload must stop the one and start the other,
    /// though the inbox's definition is the same: a manifest that changed.
    var fingerprint: String { get }

    /// Runs until the task is cancelled. Throwing, or returning early, is a failure of this inbox alone: it is shown in
    /// `inbox list`, and `run` is called again after a back-off with jitter (1 s, doubling, up to 5 min), which starts
    /// over once the source has reported `.connected`.
    ///
    /// Never blocks a thread of the concurrency pool.
    func run(_ sink: any DeliverySink) async throws(SourceFailure)
}

extension ChannelSource {
    package var fingerprint: String { "" }
}

/// What a source hands its finds to. One belongs to one inbox; calls may come from any task.
package protocol DeliverySink: Sendable {
    /// The cursor that was stored last, as the source wrote it; nil before the first.
    func cursor() async throws(SourceFailure) -> String?

    /// Stores the deliveries as pending, in this order, and the cursor (where it is not nil) with them, in one
    /// transaction; returns their ids once it is fsynced. Only then may the sender be told, or anything be deleted there.
    ///
    /// Throws where the ledger could not be written: then nothing of it happened.
    func accept(_ deliveries: [IncomingDelivery], cursor: String?) async throws(SourceFailure) -> [DeliveryID]

    /// Which of these are in the ledger already, by their `key`. At most 10,000 keys a call.
    func known(_ keys: [String]) async throws(SourceFailure) -> Set<String>

    /// Shows how it goes, in `inbox list` and `inbox show`.
    func report(_ report: SourceReport)
}

/// One raw thing that a source brought, before the ledger has it.
package struct IncomingDelivery: Sendable {
    /// What the source itself calls it (`imap 1687/42`), unique in the inbox: `known` finds it by this, and what comes
    /// again under a key that is known is not stored again. Nil where the source has no name for it. Not the message's
    /// id: the same message may come under several keys.
    package var key: String?
    package var receivedAt: Instant
    package var headers: [WebhookRequest.Header]
    package var body: [UInt8]

    package init(
        key: String? = nil, receivedAt: Instant, headers: [WebhookRequest.Header] = [], body: [UInt8]
    ) {
        self.key = key
        self.receivedAt = receivedAt
        self.headers = headers
        self.body = body
    }
}

/// How a source is doing.
package struct SourceReport: Sendable, Hashable {
    package enum State: String, Sendable, CaseIterable {
        /// Not there yet.
        case connecting
        /// At work, or waiting for something new.
        case connected
        /// Reading what was there before: `progress` says how far it is.
        case backfilling
        /// Lost, or refused; `problem` says why, and it is tried again.
        case failing
    }

    package var state: State
    /// Safe to show: no secrets, no customer text.
    package var problem: String?
    /// For people: `3200 of 10000`.
    package var progress: String?

    package init(_ state: State, problem: String? = nil, progress: String? = nil) {
        self.state = state
        self.problem = problem
        self.progress = progress
    }
}

/// Why a source stopped.
package struct SourceFailure: Error, Sendable, Hashable {
    package enum Retry: Sendable, Hashable {
        /// Back-off, and again. Unknown failures are transient.
        case transient
        /// Wrong credentials or settings: tried again only every five minutes.
        case needsOperator
    }

    package var retry: Retry
    /// Short, stable, snake_case.
    package var code: String
    /// Safe to show: no secrets, no customer text.
    package var detail: String

    package init(_ retry: Retry, code: String, detail: String) {
        self.retry = retry
        self.code = code
        self.detail = detail
    }
}
