/// One value under `settings:` of an inbox, as the configuration gives it to a channel.
package enum SettingValue: Sendable, Hashable {
    case text(String)
    case number(Int64)
    case flag(Bool)
    case list([SettingValue])
    case map([String: SettingValue])
    case secret(Secret)
}

/// One configured account of a channel.
package struct InboxDefinition: Sendable, Hashable {
    package var name: String
    package var channel: String
    /// `reply_via:` the inbox of mail by which its replies go out; nil where its own channel sends them.
    package var replyVia: String?
    package var settings: [String: SettingValue]
    /// Where each setting stands in the configuration, and `reply_via`; the empty key is the inbox itself.
    package var locations: [String: SourceLocation]
    /// The folder from which relative paths in the settings count, absolute; empty where there is none.
    package var folder: String

    package init(
        name: String, channel: String, replyVia: String? = nil, settings: [String: SettingValue] = [:],
        locations: [String: SourceLocation] = [:], folder: String = ""
    ) {
        self.name = name
        self.channel = channel
        self.replyVia = replyVia
        self.settings = settings
        self.locations = locations
        self.folder = folder
    }

    /// The place of a setting, or of the inbox where the setting is absent.
    package func location(of setting: String) -> SourceLocation {
        locations[setting] ?? locations[""] ?? SourceLocation(file: "inbox \(name)")
    }
}
