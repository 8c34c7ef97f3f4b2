package import ControlAPI
package import InboxDomain
import InboxStore
import Logging

extension Desk {
    package func attachments(_ query: AttachmentQuery) async throws -> Page<AttachmentSummary> {
        guard let state = StoredAttachment.State(rawValue: query.state) else {
            throw Self.unknown("state", query.state, among: StoredAttachment.State.allCases.map(\.rawValue))
        }
        let before = try query.page.cursor.map(Self.place)
        let limit = query.page.limit
        return try await read { connection in
            let found = try AttachmentFetches(connection).list(state, before: before, limit: limit + 1)
            let shown = found.prefix(limit)
            return Page(
                items: shown.map { AttachmentSummary($0, state) },
                next: found.count > limit ? shown.last.map { "\($0.message)/\($0.position)" } : nil)
        }
    }

    private static func place(_ cursor: String) throws(ControlError) -> (message: MessageID, position: Int) {
        let parts = cursor.split(separator: "/").map { Int64($0) }
        guard parts.count == 2, let message = parts[0], let position = parts[1].flatMap({ Int(exactly: $0) }) else {
            throw ControlError(.invalid, "“\(cursor)” is no cursor", hint: "give back `next` of the page before")
        }
        return (MessageID(message), position)
    }

    package func attachment(_ message: MessageID, position: Int) async throws -> AttachmentContent {
        let (declared, record) = try await read { connection in
            guard let found = try Messages(connection).find(message) else {
                throw ControlError(.notFound, "there is no message \(message)", hint: "inboxctl conversation show")
            }
            guard found.attachments.indices.contains(position) else {
                throw ControlError(
                    .notFound, "message \(message) has \(found.attachments.count) attachments, counted from 0")
            }
            let record = try Attachments(connection).of(message).first { $0.position == position }
            return (found.attachments[position], record)
        }
        let what = "attachment \(message)/\(position)"
        guard let record else {
            throw ControlError(
                .notFound, "\(what) has no content: it is a \(declared.kind.rawValue), or came by no URL")
        }
        let reason = record.reason.map { ": \($0)" } ?? ""
        switch record.state {
        case .waiting:
            throw ControlError(
                .conflict, "\(what) is still to be fetched\(reason)",
                hint: record.nextAttemptAt.map { "the next attempt is at \($0.formatted)" })
        case .missing:
            throw ControlError(
                .notFound, "\(what) is missing\(reason)", hint: "inboxctl attachment retry \(message)/\(position)")
        case .stored: break
        }
        do {
            guard let blob = record.blob else { throw StoreError.corrupt("\(what) names no blob") }
            return AttachmentContent(
                name: declared.name, sniffedType: record.sniffedType ?? "application/octet-stream",
                bytes: try await ledger.blobs.get(blob))
        } catch {
            logger.error("An attachment cannot be read.", metadata: ["error": "\(error)", "message.id": "\(message)"])
            throw ControlError(.internal, "\(what) cannot be read from the disk", hint: "inboxctl ledger check")
        }
    }

    package func retryAttachments(
        _ request: AttachmentRetryRequest, by caller: Caller
    ) async throws -> AttachmentRetryResult {
        guard (request.message == nil) == (request.all == true), request.position == nil || request.message != nil
        else {
            throw ControlError(.invalid, "name a message, and a position of it if not all, or say “all”")
        }
        let message = request.message.map(MessageID.init)
        let subject = [message?.description, request.position?.description].compactMap { $0 }.joined(separator: "/")
        let count = try await change(
            by: caller, "attachment.retry", on: subject.isEmpty ? "all attachments" : "attachment \(subject)"
        ) { connection, _, now in
            if let message, try Messages(connection).find(message) == nil {
                throw ControlError(.notFound, "there is no message \(message)", hint: "inboxctl attachment list")
            }
            return try AttachmentFetches(connection).startAnew(message: message, position: request.position, at: now)
        }
        signals.attachments.notify()
        return AttachmentRetryResult(retried: count)
    }
}

extension AttachmentSummary {
    init(_ row: ListedAttachment, _ state: StoredAttachment.State) {
        self.init(
            message: row.message.rawValue, position: row.position, conversation: row.conversation.rawValue,
            inbox: row.inbox, receivedAt: Timestamp(row.receivedAt), kind: row.declared?.kind.rawValue ?? "file",
            name: row.declared?.name, contentType: row.declared?.contentType, size: row.declared?.size,
            state: state.rawValue, storedSize: row.size, sniffedType: row.sniffedType, reason: row.reason,
            attempts: row.attempts, nextAttemptAt: state == .waiting ? Timestamp(row.nextAttemptAt) : nil)
    }
}
