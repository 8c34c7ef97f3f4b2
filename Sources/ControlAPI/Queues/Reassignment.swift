package struct ReassignRequest: Sendable, Hashable, Codable {
    package var to: String
    /// A filter in the search syntax; nil for the whole queue.
    package var `where`: String?
    /// Plans, and changes nothing.
    package var dryRun: Bool

    package init(to: String, where filter: String? = nil, dryRun: Bool = false) {
        self.to = to
        self.where = filter
        self.dryRun = dryRun
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        to = try container.decode(String.self, forKey: .to)
        `where` = try container.decodeIfPresent(String.self, forKey: .where)
        dryRun = try container.decodeIfPresent(Bool.self, forKey: .dryRun) ?? false
    }
}

/// What moving conversations from one queue to another did, or would do.
package struct ReassignResult: Sendable, Hashable, Codable {
    /// What the new queue's SLA policy does to the running and paused clocks of the moved conversations. Clocks, not
    /// conversations, are counted; the first four add up to all of them.
    package struct Deadlines: Sendable, Hashable, Codable {
        package var sooner: Int
        package var later: Int
        package var unchanged: Int
        /// The new policy has no such target: the clock goes away.
        package var none: Int
        /// Of those with a new due time, the ones that are past it at once.
        package var breaching: Int

        package init(sooner: Int = 0, later: Int = 0, unchanged: Int = 0, none: Int = 0, breaching: Int = 0) {
            self.sooner = sooner
            self.later = later
            self.unchanged = unchanged
            self.none = none
            self.breaching = breaching
        }
    }

    package struct Example: Sendable, Hashable, Codable {
        package var conversation: Int64
        package var contact: String
        package var dueBefore: Timestamp?
        package var dueAfter: Timestamp?

        package init(
            conversation: Int64, contact: String, dueBefore: Timestamp? = nil, dueAfter: Timestamp? = nil
        ) {
            self.conversation = conversation
            self.contact = contact
            self.dueBefore = dueBefore
            self.dueAfter = dueAfter
        }
    }

    package var from: String
    package var to: String
    package var dryRun: Bool
    /// How many conversations moved, or would.
    package var moved: Int
    package var deadlines: Deadlines
    /// At most ten, most urgent first.
    package var sample: [Example]

    package init(
        from: String, to: String, dryRun: Bool, moved: Int, deadlines: Deadlines, sample: [Example] = []
    ) {
        self.from = from
        self.to = to
        self.dryRun = dryRun
        self.moved = moved
        self.deadlines = deadlines
        self.sample = sample
    }
}
