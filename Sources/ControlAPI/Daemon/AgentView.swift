/// Who answers customers, and whether they do so now.
package struct AgentView: Sendable, Hashable, Codable {
    package var name: String
    package var fullName: String
    package var email: String?
    package var skills: [String]
    /// The most that their active conversations may weigh; nil for no limit.
    package var capacity: Int?
    /// What the configuration says, where an operator set another one.
    package var configuredCapacity: Int?
    /// Active conversations assigned to them.
    package var assigned: Int
    /// What these weigh, by the weights of their channels.
    package var load: Int
    package var available: Bool
    package var availableSince: Timestamp?
    package var awaySince: Timestamp?

    package init(
        name: String, fullName: String, email: String? = nil, skills: [String] = [], capacity: Int? = nil,
        configuredCapacity: Int? = nil, assigned: Int = 0, load: Int = 0, available: Bool,
        availableSince: Timestamp? = nil, awaySince: Timestamp? = nil
    ) {
        self.name = name
        self.fullName = fullName
        self.email = email
        self.skills = skills
        self.capacity = capacity
        self.configuredCapacity = configuredCapacity
        self.assigned = assigned
        self.load = load
        self.available = available
        self.availableSince = availableSince
        self.awaySince = awaySince
    }
}

package struct AvailabilityRequest: Sendable, Hashable, Codable {
    package var available: Bool

    package init(available: Bool) {
        self.available = available
    }
}

package struct CapacityRequest: Sendable, Hashable, Codable {
    /// Nil takes the configuration's again.
    package var capacity: Int?

    package init(capacity: Int?) {
        self.capacity = capacity
    }

    private enum CodingKeys: String, CodingKey {
        case capacity
    }

    // The key must be there, with `null` for the configuration's: an empty object is a slip, not an order.

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        capacity = try container.decode(Int?.self, forKey: .capacity)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(capacity, forKey: .capacity)
    }
}

/// An agent, and what they work on.
package struct AgentDetail: Sendable, Hashable, Codable {
    /// The conversations that are shown at most.
    package static let longest = 100

    package var agent: AgentView
    package var queues: [String]
    /// Active ones, most urgent first; the first hundred.
    package var conversations: [ConversationSummary]

    package init(agent: AgentView, queues: [String], conversations: [ConversationSummary]) {
        self.agent = agent
        self.queues = queues
        self.conversations = conversations
    }
}
