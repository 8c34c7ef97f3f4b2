package import InboxDomain

/// An instant as the API writes it: RFC 3339 in UTC, `2026-03-01T09:30:00Z`, with milliseconds where they are not 0.
/// `Instant(rfc3339:)` says what is read.
package struct Timestamp: Sendable, Hashable, Comparable, CustomStringConvertible {
    package var instant: Instant

    package init(_ instant: Instant) {
        self.instant = instant
    }

    /// Nil where there is no instant: most of the API's times are optional.
    package init?(_ instant: Instant?) {
        guard let instant else { return nil }
        self.init(instant)
    }

    package static func < (a: Timestamp, b: Timestamp) -> Bool { a.instant < b.instant }

    package var description: String { instant.formatted }
}

extension Timestamp: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do throws(DomainError) {
            self.init(try Instant(rfc3339: text))
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
