/// A part of a list that may be long.
package struct Page<Item: Sendable & Codable>: Sendable, Codable {
    package var items: [Item]
    /// Where the next part begins: give it back as `cursor`. Nil at the end of the list.
    package var next: String?

    package init(items: [Item], next: String? = nil) {
        self.items = items
        self.next = next
    }
}

extension Page: Equatable where Item: Equatable {}

/// Which part of a list is wanted.
package struct PageRequest: Sendable, Hashable {
    package static let maximalLimit = 1000
    package static let defaultLimit = 100

    /// 1 to `maximalLimit`.
    package let limit: Int
    /// `next` of the part before; nil for the first part. Opaque to the caller.
    package let cursor: String?

    /// A limit outside its range is moved to the nearer end.
    package init(limit: Int = PageRequest.defaultLimit, cursor: String? = nil) {
        self.limit = min(max(limit, 1), Self.maximalLimit)
        self.cursor = cursor
    }
}
