/// An agent of a queue, as an assignment looks at them.
package struct AssignmentCandidate: Sendable, Hashable {
    package var name: String
    package var skills: [String]
    /// The most that they may have at a time; nil for no limit.
    package var capacity: Int?
    /// Whether they take work now.
    package var isAvailable: Bool
    /// What their active conversations weigh, in all queues.
    package var load: Int

    package init(name: String, skills: [String] = [], capacity: Int? = nil, isAvailable: Bool, load: Int = 0) {
        self.name = name
        self.skills = skills
        self.capacity = capacity
        self.isAvailable = isAvailable
        self.load = load
    }

    /// Whether something of this weight still fits. Who is at capacity takes nothing more, not even what weighs nothing.
    package func hasRoom(for weight: Int) -> Bool {
        guard let capacity else { return true }
        return load < capacity && load + weight <= capacity
    }
}

/// What is to be assigned.
package struct AssignmentWork: Sendable, Hashable {
    /// All of them are needed.
    package var skills: [String]
    package var weight: Int
    /// Whom the contact last spoke to; only a sticky queue asks.
    package var preferred: String?
    /// Who just gave it back.
    package var except: String?

    package init(skills: [String] = [], weight: Int = 1, preferred: String? = nil, except: String? = nil) {
        self.skills = skills
        self.weight = weight
        self.preferred = preferred
        self.except = except
    }
}

/// Who gets a conversation.
package enum AssignmentPick: Sendable, Hashable {
    /// By the queue's own way; it was their turn.
    case agent(String)
    /// Because the contact spoke to them last; whose turn it is stays as it was.
    case sticky(String)
    case nobody(NoAssignment)

    /// The agent's name.
    package var name: String? {
        switch self {
        case .agent(let name), .sticky(let name): name
        case .nobody: nil
        }
    }
}

/// Why nobody gets it: the first thing that ruled out everybody who was left.
package enum NoAssignment: Sendable, Hashable, CustomStringConvertible {
    case queueIsManual
    case queueIsEmpty
    case nobodyAvailable
    /// With the skills that the conversation asks for.
    case nobodySkilled([String])
    case nobodyHasCapacity

    package var description: String {
        switch self {
        case .queueIsManual: "the queue is assigned by hand"
        case .queueIsEmpty: "the queue has no agents"
        case .nobodyAvailable: "no agent of the queue is available"
        case .nobodySkilled(let skills): "no available agent has all the skills \(skills.joined(separator: ", "))"
        case .nobodyHasCapacity: "every suitable agent is at capacity"
        }
    }
}
