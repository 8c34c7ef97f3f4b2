import Crypto
import InboxStore

/// A key of 32 random bytes that the store makes when it is first needed, and keeps for good.
enum StoredKey: String {
    case mailTokens = "mail_tokens"
    case fileLinks = "file_links"

    /// Inside a write transaction: makes the key where there is none yet.
    func make(_ connection: any SQLConnection) throws -> [UInt8] {
        if let key = try find(connection) { return key }
        let key = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        try Addresses(connection).keep(key, as: rawValue)
        return key
    }

    /// Nil where it was not needed yet.
    func find(_ connection: any SQLConnection) throws -> [UInt8]? {
        try Addresses(connection).key(rawValue)
    }
}
