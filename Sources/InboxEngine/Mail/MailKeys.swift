import ChannelKit
import InboxConfig
import InboxDomain
import InboxStore

/// The key behind our marks in mail: the configured one, or else one of 32 random bytes that the store keeps for good.
enum MailKeys {
    /// Inside a write transaction: makes the key where there is none yet.
    static func tokens(_ connection: any SQLConnection, _ graph: EngineGraph) throws -> MailTokens {
        try stored(connection, graph) ?? MailTokens(key: StoredKey.mailTokens.make(connection))
    }

    /// Nil where no mail has come yet, so that no key was needed.
    static func stored(_ connection: any SQLConnection, _ graph: EngineGraph) throws -> MailTokens? {
        if let secret = graph.configuration.email.tokenKey { return MailTokens(key: Array(secret.reveal().utf8)) }
        return try StoredKey.mailTokens.find(connection).map { MailTokens(key: $0) }
    }
}
