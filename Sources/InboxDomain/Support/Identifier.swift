/// The number by which the store knows one `Entity`: positive, never used twice, growing with time.
package struct Identifier<Entity>: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let rawValue: Int64

    package init(_ rawValue: Int64) {
        self.rawValue = rawValue
    }

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

    package var description: String { String(rawValue) }
}

package typealias ConversationID = Identifier<Conversation>
package typealias ContactID = Identifier<Contact>
package typealias IdentityID = Identifier<Identity>
package typealias MessageID = Identifier<Message>
package typealias DeliveryID = Identifier<Delivery>
package typealias EventID = Identifier<Event>
package typealias OutboxID = Identifier<OutboxEntry>

/// Tags for identifiers of rows that the domain has no rules about.
package enum Delivery {}
package enum OutboxEntry {}
package enum Event {}
