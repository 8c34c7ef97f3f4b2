internal import ChannelKit

/// How far a mailbox was read: stored with the messages themselves, as a small JSON object.
struct IMAPCursor: Sendable, Hashable {
    /// UIDs mean something only together with it.
    var validity: UInt32
    /// Counts how often the server gave out UIDs a second time without saying so (a mailbox restored from a backup).
    var generation = 0
    /// All UIDs up to this one were read, or named as not to be read.
    var uid: UInt32 = 0
    /// What `after` asks for was done up to this one.
    var settled: UInt32 = 0

    init(validity: UInt32, generation: Int = 0) {
        self.validity = validity
        self.generation = generation
    }

    /// Nil where the text is none of ours.
    init?(_ text: String) {
        guard let json = try? JSONValue(parsing: text), let validity = Self.number(json["uidvalidity"]),
            let uid = Self.number(json["uid"])
        else { return nil }
        self.validity = validity
        self.uid = uid
        settled = Self.number(json["settled"]) ?? uid
        generation = Self.number(json["generation"]).map(Int.init) ?? 0
    }

    var text: String {
        let generation = generation == 0 ? "" : ",\"generation\":\(generation)"
        return "{\"uidvalidity\":\(validity),\"uid\":\(uid),\"settled\":\(settled)\(generation)}"
    }

    /// What the ledger calls the message.
    func key(_ uid: UInt32) -> String {
        generation == 0 ? "imap \(validity)/\(uid)" : "imap \(validity).\(generation)/\(uid)"
    }

    private static func number(_ json: JSONValue?) -> UInt32? {
        json?.integer.flatMap { UInt32(exactly: $0) }
    }
}
