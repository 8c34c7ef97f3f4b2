import Synchronization

/// Remembers how far a reply has got that becomes several messages at the provider, or takes preparations.
package protocol SendJournal: Sendable {
    /// What was noted last, by this attempt or an earlier one; nil where nothing was. Throws where the store could not be
    /// read.
    var progress: SendProgress? { get async throws }

    /// Notes it; durable when it returns. Throws where the store could not be written.
    func note(_ progress: SendProgress) async throws
}

/// How far a reply has got.
package struct SendProgress: Sendable, Hashable {
    /// The messages that it becomes.
    package var total: Int
    /// How many of them, from the first, the provider has.
    package var sent: Int
    /// Their ids, where it gives any.
    package var ids: [String]
    /// Whether what is under way reaches nobody yet: an upload, say. It may be repeated.
    package var isHarmless: Bool

    package init(total: Int, sent: Int = 0, ids: [String] = [], isHarmless: Bool = false) {
        self.total = total
        self.sent = sent
        self.ids = ids
        self.isHarmless = isHarmless
    }

    /// As it is stored.
    package var json: String {
        JSONValue.object([
            ("total", .number(String(total))), ("sent", .number(String(sent))),
            ("ids", .array(ids.map(JSONValue.string))), ("harmless", .bool(isHarmless)),
        ]).json
    }

    package init?(json: String) {
        guard let value = try? JSONValue(parsing: Array(json.utf8)), let total = value["total"]?.integer,
            let sent = value["sent"]?.integer, case .array(let ids)? = value["ids"]
        else { return nil }
        self.init(
            total: Int(total), sent: Int(sent), ids: ids.compactMap(\.string),
            isHarmless: value["harmless"] == .bool(true))
    }
}

/// Remembers for the time of one attempt.
package final class MemoryJournal: SendJournal {
    private let noted: Mutex<SendProgress?>

    package init(_ progress: SendProgress? = nil) {
        noted = Mutex(progress)
    }

    package var progress: SendProgress? { noted.withLock { $0 } }

    package func note(_ progress: SendProgress) {
        noted.withLock { $0 = progress }
    }
}
