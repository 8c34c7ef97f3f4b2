import ChannelKit
import InboxDomain

/// What an inbox of the channel `email` is told.
struct EmailSettings: Sendable, Hashable {
    /// `address:` one, or several; the first is the one that answers come from.
    var addresses: [String]
    /// `from_name:` the name beside it.
    var fromName: String?
    /// `signature:` below each answer.
    var signature: String?
    /// `smtp:` how answers go out; without it the inbox cannot send.
    var smtp: SMTPSettings?
    /// `imap:` the mailbox that mail is fetched from; without it mail comes by LMTP alone.
    var imap: IMAPSettings?

    /// Reads the settings; all that is wrong with them is in the error, each at its place.
    init(_ inbox: InboxDefinition) throws(ChannelConfigurationError) {
        var reader = SettingsReader(inbox)
        addresses = []
        for (address, location) in reader.texts("address") {
            if Self.isAddress(address) {
                addresses.append(address)
            } else {
                reader.report("“\(address)” is no mail address", at: location)
            }
        }
        if addresses.isEmpty, reader.diagnostics.isEmpty {
            reader.report("inbox \(inbox.name) needs the setting “address”: the mail address that is its own")
        }
        fromName = reader.text("from_name")
        signature = reader.text("signature")
        smtp = reader.map("smtp") { SMTPSettings(reading: &$0) }
        imap = reader.map("imap") { IMAPSettings(reading: &$0) }
        try reader.finish()
    }

    /// `local@domain`, without space, brackets or a list's separators. Whether mail arrives there is not for a file to
    /// know.
    static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && !parts[1].isEmpty && text.utf8.count <= 254
            && text.utf8.allSatisfy { byte in
                byte > 0x20 && byte != 0x7F && !"<>()[],;:\\\"".utf8.contains(byte)
            }
    }
}
