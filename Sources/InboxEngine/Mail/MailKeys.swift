import ChannelKit
import Crypto
import InboxConfig
import InboxDomain
import InboxStore

/// The key behind our marks in mail: the configured one, or else one of 32 random bytes that the store keeps for good.
enum MailKeys {
    private static let name = "mail_tokens"

    /// Inside a write transaction: makes the key where there is none yet.
    static func tokens(_ connection: any SQLConnection, _ graph: EngineGraph) throws -> MailTokens {
        if let tokens = try stored(connection, graph) { return tokens }
        let key = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        try Addresses(connection).keep(key, as: name)
        return MailTokens(key: key)
    }

    /// Nil where no mail has come yet, so that no key was needed.
    static func stored(_ connection: any SQLConnection, _ graph: EngineGraph) throws -> MailTokens? {
        if let secret = graph.configuration.email.tokenKey { return MailTokens(key: Array(secret.reveal().utf8)) }
        return try Addresses(connection).key(name).map { MailTokens(key: $0) }
    }
}
