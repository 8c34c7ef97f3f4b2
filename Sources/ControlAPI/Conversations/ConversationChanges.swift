// The bodies of the requests that change one conversation. Those that carry no more than a name or an instant are here
// together: they only give a JSON object its shape.

package struct AssignRequest: Sendable, Hashable, Codable {
    /// Nil takes the conversation from whoever has it.
    package var agent: String?

    package init(agent: String?) {
        self.agent = agent
    }

    private enum CodingKeys: String, CodingKey {
        case agent
    }

    // The key must be there, with `null` for nobody: an empty object is a slip, not an order.

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        agent = try container.decode(String?.self, forKey: .agent)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(agent, forKey: .agent)
    }
}

package struct MoveRequest: Sendable, Hashable, Codable {
    package var queue: String

    package init(queue: String) {
        self.queue = queue
    }
}

package struct SnoozeRequest: Sendable, Hashable, Codable {
    package var until: Timestamp

    package init(until: Timestamp) {
        self.until = until
    }
}

package struct PriorityRequest: Sendable, Hashable, Codable {
    /// `low`, `normal`, `high`, `urgent`.
    package var priority: String

    package init(priority: String) {
        self.priority = priority
    }
}

/// Adds first, then removes; either may be left out.
package struct TagRequest: Sendable, Hashable, Codable {
    package var add: [String]?
    package var remove: [String]?

    package init(add: [String]? = nil, remove: [String]? = nil) {
        self.add = add
        self.remove = remove
    }
}

package struct NoteRequest: Sendable, Hashable, Codable {
    package var text: String

    package init(text: String) {
        self.text = text
    }
}

package struct NoteResult: Sendable, Hashable, Codable {
    package var message: Int64

    package init(message: Int64) {
        self.message = message
    }
}
