import ChannelKit
package import InboxDomain

/// One `channel.yaml`, read and checked: what a channel is, for any inbox. `docs/channels.md` shows every key.
package struct Manifest: Sendable {
    package var name: String
    /// For people.
    package var title: String
    /// Where its files stand.
    package var folder: String
    package var settings: [SettingSpec]
    /// Takes nothing where the channel has none.
    var webhook: WebhookSpec
    /// Nil: nothing is fetched.
    var poll: PollSpec?
    /// Nil: requests show what their programs put there.
    var auth: AuthSpec?
    var normalize: NormalizeSpec
    /// Nil: the channel cannot answer.
    var send: SendSpec?
    /// Nil: what has a URL is fetched from there, without credentials.
    var attachments: AttachmentSpec?
}

/// One key that an inbox of the channel may have under `settings:`.
package struct SettingSpec: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable {
        case text, number, flag, secret
        /// A list of texts.
        case list
        /// One secret or several, so that an old one stays good while a new one is rolled out.
        case secrets

        var isSecret: Bool { self == .secret || self == .secrets }
    }

    package var name: String
    package var kind: Kind
    package var required: Bool
    package var description: String
    package var defaultValue: SettingValue?
}

/// A text of the manifest: written there, or taken from a setting.
enum TextSource: Sendable, Hashable {
    case literal(String)
    case setting(String)
}

/// How a delivery becomes events.
struct NormalizeSpec: Sendable {
    enum Format: String, Sendable, CaseIterable {
        case json
        /// A form, URL-encoded or multipart; the program sees an object of texts, and of lists where a name repeats. A
        /// file is an object `{filename, content_type, size}`.
        case form
        /// A form where the Content-Type says so, null where there is no body, and JSON otherwise.
        case any
    }

    var format: Format
    /// Kept in the ledger and offered to the program; in lower case.
    var headers: [String]
    var program: JQPool
}

/// How a message becomes a request, and what the answer means.
struct SendSpec: Sendable {
    var program: JQPool
    var classifier: ResponseClassifier
    /// How long the provider itself sees to it that a repeated request has one effect.
    var idempotency: SendIdempotency
    var limit: ChannelCapabilities.TextLimit?
    /// Nil: no files.
    var attachments: AttachmentLimits?
    /// Whether the program looks at what a reply answers.
    var quotes: Bool
    /// Seconds.
    var window: Int64?
}
