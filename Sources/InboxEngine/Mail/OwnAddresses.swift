import InboxConfig
import InboxDomain

/// The addresses of all inboxes, as their setting `address` gives them.
struct OwnAddresses: Sendable {
    private let keys: Set<String>

    init(_ inboxes: some Collection<InboxDefinition>) {
        keys = Set(inboxes.flatMap { Self.texts($0.settings["address"]) }.map(MailParty.key))
    }

    /// Whether mail to the address comes to us, also with something after a plus (`support+r42.…@`).
    func contains(_ address: String) -> Bool {
        let key = MailParty.key(of: address)
        if keys.contains(key) { return true }
        guard let at = key.lastIndex(of: "@"), let plus = key[..<at].firstIndex(of: "+") else { return false }
        return keys.contains(String(key[..<plus] + key[at...]))
    }

    private static func texts(_ value: SettingValue?) -> [String] {
        switch value {
        case .text(let text): [text]
        case .list(let values): values.flatMap { texts($0) }
        default: []
        }
    }
}
