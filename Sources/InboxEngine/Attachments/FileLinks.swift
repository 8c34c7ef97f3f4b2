import ChannelKit
import Crypto
import InboxDomain

/// Addresses under which a provider fetches a file of a reply: signed, so that nobody finds one by trying, and good for a
/// time. `/files/MESSAGE-POSITION-UNTIL-MAC/NAME`; what counts is the part before the name.
struct FileLinks: Sendable {
    /// Seconds from when the reply was written. Some providers hand the address on, and phones fetch it when it is looked at.
    static let lifetime: Int64 = 30 * 86_400
    static let prefix = "/files/"

    /// One file of one message.
    struct File: Sendable, Hashable {
        var message: MessageID
        var position: Int
    }

    let key: [UInt8]

    /// The same each time for the same reply.
    func path(of file: File, named name: String, writtenAt: Instant) -> String {
        let until = writtenAt.milliseconds / 1000 + Self.lifetime
        let facts = "\(file.message)-\(file.position)-\(until)"
        let plain = name.utf8.map { byte in
            FormFields.isUnreserved(byte)
                ? String(UnicodeScalar(byte)) : "%" + Hex.encode([byte]).uppercased()
        }
        return "\(Self.prefix)\(facts)-\(Hex.encode(mac(of: facts)))/\(plain.joined())"
    }

    /// Nil for an address that we did not make, or whose time is over.
    func file(at path: String, now: Instant) -> File? {
        guard path.hasPrefix(Self.prefix) else { return nil }
        let token = path.dropFirst(Self.prefix.count).prefix { $0 != "/" }
        let parts = token.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 4, let message = Int64(parts[0]), let position = Int(parts[1]),
            let until = Int64(parts[2]),
            let given = Hex.decode(Array(parts[3].utf8))
        else { return nil }
        // What was signed is the text, so that no number has two forms.
        let facts = "\(message)-\(position)-\(until)"
        guard HMAC<SHA256>.isValidAuthenticationCode(given, authenticating: Array(facts.utf8), using: symmetricKey),
            now.milliseconds / 1000 < until
        else { return nil }
        return File(message: MessageID(message), position: position)
    }

    private var symmetricKey: SymmetricKey { SymmetricKey(data: key) }

    private func mac(of facts: String) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(facts.utf8), using: symmetricKey))
    }
}
