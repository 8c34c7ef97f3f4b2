import ChannelKit
import IMAPProtocol

/// Does on the server what `after` asks for, to messages that the ledger has.
struct IMAPAftermath {
    let after: IMAPSettings.After

    /// Returns what the server refused, for people; nil where all is done. A refusal is no failure of the inbox: the
    /// messages are safe, and it is tried again with the next connection. Doing it twice does no harm.
    func apply(
        to uids: IMAPUIDSet, _ connection: inout IMAPConnection
    ) async throws(SourceFailure) -> String? {
        guard !uids.isEmpty else { return nil }
        switch after {
        case .keep: return nil
        case .flag(let flags):
            let status = try await connection.perform(.store(uids, adding: flags))
            return status.isOK ? nil : connection.describe("the server sets no flags", status)
        case .move(let target): return try await move(uids, to: target, &connection)
        case .delete: return try await delete(uids, &connection)
        }
    }

    private func move(
        _ uids: IMAPUIDSet, to target: String, _ connection: inout IMAPConnection
    ) async throws(SourceFailure) -> String? {
        let canMove = connection.client.has("MOVE")
        let command: IMAPCommand = canMove ? .move(uids, mailbox: target) : .copy(uids, mailbox: target)
        var status = try await connection.perform(command)
        if status.code == .tryCreate {
            let made = try await connection.perform(.create(mailbox: target))
            guard made.isOK else { return connection.describe("the server makes no mailbox to move to", made) }
            status = try await connection.perform(command)
        }
        guard status.isOK else { return connection.describe("the server moves no messages", status) }
        return canMove ? nil : try await delete(uids, &connection)
    }

    /// Without UIDPLUS they stay, flagged: EXPUNGE would take what others have flagged with them.
    private func delete(_ uids: IMAPUIDSet, _ connection: inout IMAPConnection) async throws(SourceFailure) -> String? {
        let flagged = try await connection.perform(.store(uids, adding: ["\\Deleted"]))
        guard flagged.isOK else { return connection.describe("the server deletes no messages", flagged) }
        guard connection.client.has("UIDPLUS") else { return nil }
        let expunged = try await connection.perform(.expunge(uids))
        return expunged.isOK ? nil : connection.describe("the server expunges no messages", expunged)
    }
}
