import ChannelKit
import IMAPProtocol
import InboxDomain
import Transport

/// From nothing to a selected mailbox.
struct IMAPLogin: Sendable {
    /// For all of connecting, TLS included.
    private static let patience = Duration.seconds(30)

    let settings: IMAPSettings
    let connector: any StreamConnector
    /// Nil where a password is used.
    let tokens: (any AccessTokenSource)?

    /// Throws what `ChannelSource.run` throws; whoever has the connection closes it.
    func open(readOnly: Bool = false) async throws(SourceFailure) -> IMAPConnection {
        let stream: any ByteStream
        do {
            stream = try await connector.connect(to: settings.address, within: Self.patience)
        } catch {
            throw SourceFailure(error)
        }
        var limits = IMAPLimits()
        limits.message = settings.messageLimit
        let hasGreeting = settings.address.security != .imapStartTLS
        var connection = IMAPConnection(stream: stream, limits: limits, expectsGreeting: hasGreeting)
        do {
            try await enter(&connection, hasGreeting: hasGreeting)
            try await select(&connection, readOnly: readOnly)
        } catch {
            connection.close()
            throw error
        }
        return connection
    }

    private func enter(_ connection: inout IMAPConnection, hasGreeting: Bool) async throws(SourceFailure) {
        if hasGreeting { try await connection.awaitGreeting() }
        if let greeting = connection.greeting, greeting.kind == .bye {
            throw connection.failure("refused", "the server takes no connection", greeting)
        }
        if connection.client.capabilities.isEmpty { _ = try await connection.perform(.capability) }
        if connection.greeting?.kind != .preAuthenticated {
            let status = try await authenticate(&connection)
            guard status.isOK else { throw refusal(connection, status) }
            if case .capability? = status.code {} else { _ = try await connection.perform(.capability) }
        }
        if connection.client.has("ID") { _ = try await connection.perform(.id(name: "inboxd")) }
        if connection.client.has("UTF8=ACCEPT") { _ = try await connection.perform(.enableUTF8) }
    }

    private func authenticate(_ connection: inout IMAPConnection) async throws(SourceFailure) -> IMAPStatus {
        let user = settings.user
        switch settings.login {
        case .password(let secret):
            let password = secret.reveal()
            connection.hide(password)
            if connection.client.has("AUTH=PLAIN") {
                return try await connection.perform(.authenticate(.plain(user: user, password: password)))
            }
            guard !connection.client.has("LOGINDISABLED") else {
                throw SourceFailure(
                    .needsOperator, code: "no_login", detail: "the server takes no password on this connection")
            }
            return try await connection.perform(.login(user: user, password: password))
        case .oauth:
            guard let tokens else { throw SourceFailure(.needsOperator, code: "no_login", detail: "no OAuth tokens") }
            let token = try await tokens.token(rejected: nil)
            let status = try await authenticate(&connection, token: token)
            guard status.kind == .no, !Self.isPassing(status) else { return status }
            // It may have been withdrawn before its time.
            return try await authenticate(&connection, token: tokens.token(rejected: token))
        }
    }

    private func authenticate(
        _ connection: inout IMAPConnection, token: String
    ) async throws(SourceFailure) -> IMAPStatus {
        connection.hide(token)
        let (user, address) = (settings.user, settings.address)
        let isStandard = connection.client.has("AUTH=OAUTHBEARER")
        guard isStandard || connection.client.has("AUTH=XOAUTH2") else {
            throw SourceFailure(
                .needsOperator, code: "no_login", detail: "the server offers neither OAUTHBEARER nor XOAUTH2")
        }
        let credentials: IMAPCredentials =
            isStandard
            ? .oauthBearer(user: user, token: token, host: address.host, port: address.port)
            : .xoauth2(user: user, token: token)
        return try await connection.perform(.authenticate(credentials))
    }

    private func refusal(_ connection: IMAPConnection, _ status: IMAPStatus) -> SourceFailure {
        Self.isPassing(status)
            ? connection.failure("unavailable", "the server cannot log in now", status)
            : connection.failure("auth_failed", "the server refuses the login", status, retry: .needsOperator)
    }

    /// Whether it may be otherwise in a while, by itself.
    static func isPassing(_ status: IMAPStatus) -> Bool {
        switch status.code {
        case .unavailable?, .inUse?, .limit?, .serverBug?: true
        default: false
        }
    }

    private func select(_ connection: inout IMAPConnection, readOnly: Bool) async throws(SourceFailure) {
        let mailbox = settings.mailbox
        let status = try await connection.perform(readOnly ? .examine(mailbox: mailbox) : .select(mailbox: mailbox))
        guard status.isOK else {
            let retry: SourceFailure.Retry = Self.isPassing(status) ? .transient : .needsOperator
            throw connection.failure("no_mailbox", "the mailbox cannot be selected", status, retry: retry)
        }
        guard connection.validity != nil else {
            throw SourceFailure(.needsOperator, code: "no_uids", detail: "the mailbox has no lasting UIDs")
        }
        if !readOnly, status.code == .readOnly, settings.after != .keep {
            throw SourceFailure(
                .needsOperator, code: "read_only", detail: "the mailbox is read-only, and “after” asks for a change")
        }
    }
}
