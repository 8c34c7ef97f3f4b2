import ChannelKit
import IMAPProtocol
import InboxDomain

/// The state of one run over one connection: brings what is new to the sink, in batches, and then does what `after` says.
///
/// The order that keeps everything: read a batch; store it with the cursor, in one transaction; only then change
/// anything on the server. A crash in between leaves messages that are stored and not moved; `settle` finds them.
struct IMAPReader {
    /// At most so many messages, and so many bytes by the server's count, are asked for at once. Two batches are in
    /// memory: the one that is being stored, and the one that comes in meanwhile.
    static let batchCount = 128
    static let batchBytes = 8 << 20
    /// Messages whose sizes are asked for at once.
    private static let window = 512
    /// More new messages than these are shown as progress.
    private static let backlog = 200

    let settings: IMAPSettings
    let sink: any DeliverySink
    let now: @Sendable () -> Instant
    var connection: IMAPConnection
    private(set) var cursor: IMAPCursor
    /// What people should know though the inbox works.
    private(set) var problem: String?

    private var aftermath: IMAPAftermath { IMAPAftermath(after: settings.after) }

    /// Holds the stored cursor against the mailbox as it is now. Where its UIDs mean nothing any more, all is read anew:
    /// the ledger then knows each message under its new key, and the engine that it is the same message.
    init(
        _ settings: IMAPSettings, sink: any DeliverySink, connection: IMAPConnection, stored: String?,
        now: @escaping @Sendable () -> Instant
    ) {
        self.settings = settings
        self.sink = sink
        self.connection = connection
        self.now = now
        let validity = connection.validity ?? 0
        guard let stored = stored.flatMap(IMAPCursor.init) else {
            cursor = IMAPCursor(validity: validity)
            return
        }
        if stored.validity != validity {
            cursor = IMAPCursor(validity: validity)
            problem = "the server has renumbered the mailbox (UIDVALIDITY): all of it is read again"
        } else if let next = connection.nextUID, next > 0, next <= stored.uid {
            cursor = IMAPCursor(validity: validity, generation: stored.generation + 1)
            problem = "the server gives out UIDs a second time: all of the mailbox is read again"
        } else {
            cursor = stored
        }
    }

    // MARK: What a run left undone

    /// Finishes what `after` asks for, where a run ended between storing and changing.
    mutating func settle() async throws(SourceFailure) {
        guard cursor.uid > 0 else { return }
        let left: IMAPUIDSet
        switch settings.after {
        case .keep: return
        case .flag:
            guard cursor.settled < cursor.uid else { return }
            left = try await search(from: cursor.settled + 1)
        case .move, .delete: left = try await search(from: 1)
        }
        var rest = left
        while let last = rest.prefix(Self.window).last {
            let uids = rest.prefix(Self.window)
            rest = last == .max ? IMAPUIDSet() : rest.from(last + 1)
            // Only what the ledger has: anything else was passed over, and nothing may take it away.
            let known = try await sink.known(uids.map(cursor.key))
            try await apply(to: uids.filter { known.contains(cursor.key($0)) })
        }
        try await noteSettled()
    }

    /// Those up to the cursor. Where a message can only be flagged as deleted, those that are so are done.
    private mutating func search(from first: UInt32) async throws(SourceFailure) -> IMAPUIDSet {
        let isFlag = if case .flag = settings.after { true } else { false }
        let canRemove = connection.client.has("UIDPLUS") && (connection.client.has("MOVE") || settings.after == .delete)
        let search = IMAPSearch(from: first, through: cursor.uid, isUndeleted: !isFlag && !canRemove)
        return try await connection.search(search).through(cursor.uid)
    }

    private mutating func apply(to uids: [UInt32]) async throws(SourceFailure) {
        guard let refusal = try await aftermath.apply(to: IMAPUIDSet(uids), &connection) else { return }
        problem = refusal
        sink.report(SourceReport(.connected, problem: refusal))
    }

    /// Flags are not set again by the next connection, lest it undo what people did meanwhile. What was moved or deleted
    /// is not there to be done again.
    private mutating func noteSettled() async throws(SourceFailure) {
        guard case .flag = settings.after, cursor.settled < cursor.uid, problem == nil else { return }
        cursor.settled = cursor.uid
        _ = try await sink.accept([], cursor: cursor.text)
    }

    // MARK: What is new

    /// Brings all that is beyond the cursor.
    mutating func sweep() async throws(SourceFailure) {
        guard cursor.uid < .max else { return }
        // A server may name the last message whatever was asked for.
        var rest = try await connection.search(IMAPSearch(from: cursor.uid + 1)).from(cursor.uid + 1)
        let total = rest.count
        var done = 0
        while !rest.isEmpty {
            let uids = rest.prefix(Self.window)
            guard connection.validity == cursor.validity, let last = uids.last else {
                throw SourceFailure(.transient, code: "renumbered", detail: "the server has renumbered the mailbox")
            }
            rest = last == .max ? IMAPUIDSet() : rest.from(last + 1)
            try await read(uids) { [sink] count in
                done += count
                guard total > Self.backlog else { return }
                sink.report(SourceReport(.backfilling, progress: "\(done) of \(total)"))
            }
        }
        try await noteSettled()
        sink.report(SourceReport(.connected, problem: problem))
    }

    private mutating func read(_ uids: [UInt32], _ progress: (Int) -> Void) async throws(SourceFailure) {
        _ = connection.takeSizes()
        let status = try await connection.perform(.fetch(IMAPUIDSet(uids), .sizes))
        let sizes = connection.takeSizes()
        if !status.isOK, IMAPLogin.isPassing(status) {
            throw connection.failure("fetch_refused", "the server gives no messages", status)
        }
        let batches = pack(uids, sizes)
        var tags: [IMAPTag] = []
        for (index, batch) in batches.enumerated() {
            if tags.isEmpty { tags.append(try await request(batch)) }
            let tag = tags.removeLast()
            let messages = try await receive(batch, tag)
            // The next one is on its way while this one is stored.
            if index + 1 < batches.count { tags.append(try await request(batches[index + 1])) }
            try await store(messages, through: batch.through)
            progress(batch.through == uids.last ? uids.count - batch.before : batch.span)
        }
    }

    private struct Batch {
        /// Those to fetch.
        var uids: [UInt32] = []
        var bytes = 0
        /// The last UID that is dealt with once the batch is, fetched or passed over.
        var through: UInt32 = 0
        /// How many UIDs it deals with, and how many came before it.
        var span = 0
        var before = 0
    }

    /// Without those over the limit, which are named, and stay. A message without a size is asked for by itself: it is
    /// gone, or the server has trouble with it.
    private mutating func pack(_ uids: [UInt32], _ sizes: [UInt32: Int]) -> [Batch] {
        var batches = [Batch()]
        for (index, uid) in uids.enumerated() {
            let size = sizes[uid] ?? Self.batchBytes
            let isTaken = size <= settings.messageLimit || sizes[uid] == nil
            let last = batches[batches.count - 1]
            if isTaken, !last.uids.isEmpty,
                last.uids.count >= Self.batchCount || last.bytes + size > Self.batchBytes
            {
                batches.append(Batch(before: index))
            }
            let at = batches.count - 1
            batches[at].through = uid
            batches[at].span += 1
            if isTaken {
                batches[at].uids.append(uid)
                batches[at].bytes += size
            } else {
                nameTooLarge(uid, size)
            }
        }
        return batches
    }

    private mutating func nameTooLarge(_ uid: UInt32, _ size: Int) {
        problem = "\(cursor.key(uid)) has \(size) bytes, more than message_limit: it stays on the server, unread"
    }

    private mutating func request(_ batch: Batch) async throws(SourceFailure) -> IMAPTag {
        guard !batch.uids.isEmpty else { return try await connection.begin(.noop) }
        return try await connection.begin(.fetch(IMAPUIDSet(batch.uids), .messages))
    }

    /// The messages of the batch, in the order of their UIDs. Those that others removed meanwhile are left out.
    private mutating func receive(_ batch: Batch, _ tag: IMAPTag) async throws(SourceFailure) -> [IMAPFetched] {
        let status = try await connection.end(tag)
        if !status.isOK, IMAPLogin.isPassing(status) {
            throw connection.failure("fetch_refused", "the server gives no messages", status)
        }
        var messages = connection.take(batch.uids)
        guard messages.count < batch.uids.count, let first = batch.uids.first, let last = batch.uids.last else {
            return messages
        }
        let missing = Set(batch.uids).subtracting(messages.compactMap(\.uid))
        let present = try await connection.search(IMAPSearch(from: first, through: last))
        for uid in missing.sorted() where present.contains(uid) {
            // Still there: whatever stopped the batch, it may be another message's fault.
            let status = try await connection.perform(.fetch(IMAPUIDSet([uid]), .messages))
            if let message = connection.take([uid]).first {
                messages.append(message)
            } else if IMAPLogin.isPassing(status) {
                throw connection.failure("fetch_refused", "the server gives no messages", status)
            } else {
                problem = connection.describe(
                    "the server does not give \(cursor.key(uid)): it stays there, unread", status)
            }
        }
        return messages.sorted { ($0.uid ?? 0) < ($1.uid ?? 0) }
    }

    private mutating func store(_ messages: [IMAPFetched], through uid: UInt32) async throws(SourceFailure) {
        var uids: [UInt32] = []
        var deliveries: [IncomingDelivery] = []
        for message in messages {
            guard let uid = message.uid else { continue }
            switch message.body {
            case .bytes(let body)?:
                uids.append(uid)
                deliveries.append(delivery(uid, message, body))
            case .skipped(let size)?: nameTooLarge(uid, size)
            case IMAPFetched.Body.none?, nil: problem = "the server has no content for \(cursor.key(uid))"
            }
        }
        cursor.uid = uid
        if settings.after == .keep { cursor.settled = uid }
        _ = try await sink.accept(deliveries, cursor: cursor.text)
        try await apply(to: uids)
    }

    private func delivery(_ uid: UInt32, _ message: IMAPFetched, _ body: [UInt8]) -> IncomingDelivery {
        var headers = [WebhookRequest.Header(name: "imap-mailbox", value: settings.mailbox)]
        if let seconds = message.internalDate {
            let date = Instant(milliseconds: seconds * 1000)
            headers.append(.init(name: "imap-internal-date", value: date.formatted))
        }
        return IncomingDelivery(key: cursor.key(uid), receivedAt: now(), headers: headers, body: body)
    }
}
