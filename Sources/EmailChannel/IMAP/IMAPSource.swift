package import ChannelKit
import Glibc
import IMAPProtocol
package import InboxDomain
package import Transport

/// Reads one mailbox: what is there, then what comes, for as long as the task lives. One connection an inbox.
///
/// The cursor is (UIDVALIDITY, UID), stored with the messages. A message is kept, flagged, moved or deleted on the server
/// only after the ledger has it. RFC 3501, RFC 9051; IDLE by RFC 2177.
package struct IMAPSource: ChannelSource, LedgerAuditing {
    /// Servers may drop a client that idles for 30 minutes (RFC 2177).
    static let idleLimit = Duration.seconds(28 * 60)
    /// Findings of `gaps`.
    private static let most = 1000

    private let settings: IMAPSettings
    private let login: IMAPLogin
    private let now: @Sendable () -> Instant

    /// `exchange` is for the tokens of OAuth.
    package init(
        settings: IMAPSettings, streams: any StreamConnector, exchange: any HTTPExchange,
        now: @escaping @Sendable () -> Instant = IMAPSource.systemTime
    ) {
        self.settings = settings
        self.now = now
        var tokens: (any AccessTokenSource)?
        if case .oauth(let oauth) = settings.login {
            tokens = OAuthTokens(settings: oauth, exchange: exchange, now: now)
        }
        login = IMAPLogin(settings: settings, connector: streams, tokens: tokens)
    }

    /// The system's clock.
    package static func systemTime() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    package func run(_ sink: any DeliverySink) async throws(SourceFailure) {
        sink.report(SourceReport(.connecting))
        let connection = try await login.open()
        defer { connection.close() }
        var reader = IMAPReader(
            settings, sink: sink, connection: connection, stored: try await sink.cursor(), now: now)
        try await reader.settle()
        while !Task.isCancelled {
            try await reader.sweep()
            let limit = reader.connection.client.has("IDLE") ? Self.idleLimit : settings.poll
            if !reader.connection.hasNews { try await reader.connection.waitForNews(within: limit) }
        }
    }

    /// On a connection of its own, which changes nothing.
    package func gaps(_ sink: any DeliverySink) async throws(SourceFailure) -> [String] {
        guard let cursor = try await sink.cursor().flatMap(IMAPCursor.init), cursor.uid > 0 else { return [] }
        var connection = try await login.open(readOnly: true)
        defer { connection.close() }
        guard connection.validity == cursor.validity else {
            return ["imap \(cursor.validity): the server has renumbered the mailbox, and it was not read again yet"]
        }
        var rest = try await connection.search(IMAPSearch(from: 1, through: cursor.uid)).through(cursor.uid)
        var missing: [UInt32] = []
        var count = 0
        while let last = rest.prefix(10_000).last {
            let uids = rest.prefix(10_000)
            rest = last == .max ? IMAPUIDSet() : rest.from(last + 1)
            let known = try await sink.known(uids.map(cursor.key))
            let unknown = uids.filter { !known.contains(cursor.key($0)) }
            count += unknown.count
            missing += unknown.prefix(Self.most - missing.count)
        }
        guard !missing.isEmpty else { return [] }
        _ = try await connection.perform(.fetch(IMAPUIDSet(missing), .sizes))
        let sizes = connection.takeSizes()
        var findings = missing.map { uid in
            let key = cursor.key(uid)
            guard let size = sizes[uid] else { return "\(key): on the server, not in the ledger" }
            let isTooLarge = size > settings.messageLimit
            return "\(key): \(size) bytes on the server, not in the ledger"
                + (isTooLarge ? ": over message_limit (\(settings.messageLimit))" : "")
        }
        if count > missing.count { findings.append("imap \(cursor.validity): \(count - missing.count) more") }
        return findings
    }
}
