/// Which deliveries to process again: the ones named, or those of an inbox and a state. One of the two.
package struct ReplayRequest: Sendable, Hashable, Codable {
    /// At most `PageRequest.maximalLimit`.
    package var ids: [Int64]?
    package var inbox: String?
    package var state: String?
    /// Counts, and changes nothing.
    package var dryRun: Bool

    package init(ids: [Int64]? = nil, inbox: String? = nil, state: String? = nil, dryRun: Bool = false) {
        self.ids = ids
        self.inbox = inbox
        self.state = state
        self.dryRun = dryRun
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        ids = try container.decodeIfPresent([Int64].self, forKey: .ids)
        inbox = try container.decodeIfPresent(String.self, forKey: .inbox)
        state = try container.decodeIfPresent(String.self, forKey: .state)
        dryRun = try container.decodeIfPresent(Bool.self, forKey: .dryRun) ?? false
    }
}

package struct ReplayResult: Sendable, Hashable, Codable {
    package var dryRun: Bool
    /// Deliveries set back to `pending`, or those that would be.
    package var replayed: Int
    /// By the state that they had.
    package var byState: [String: Int]

    package init(dryRun: Bool, replayed: Int, byState: [String: Int]) {
        self.dryRun = dryRun
        self.replayed = replayed
        self.byState = byState
    }
}
