/// Who answers customers, and whether they do so now.
package struct AgentView: Sendable, Hashable, Codable {
    package var name: String
    package var fullName: String
    package var email: String?
    package var skills: [String]
    package var capacity: Int?
    /// Active conversations assigned to them.
    package var assigned: Int
    package var available: Bool
    package var availableSince: Timestamp?

    package init(
        name: String, fullName: String, email: String? = nil, skills: [String] = [], capacity: Int? = nil,
        assigned: Int = 0, available: Bool, availableSince: Timestamp? = nil
    ) {
        self.name = name
        self.fullName = fullName
        self.email = email
        self.skills = skills
        self.capacity = capacity
        self.assigned = assigned
        self.available = available
        self.availableSince = availableSince
    }
}

package struct AvailabilityRequest: Sendable, Hashable, Codable {
    package var available: Bool

    package init(available: Bool) {
        self.available = available
    }
}
