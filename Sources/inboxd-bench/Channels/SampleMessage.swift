import ChannelKit
import Foundation
import ManifestChannel

/// A text message of a channel, of a certain size.
enum SampleMessage {
    private static let filler = " It has not arrived, and the tracking page shows nothing new since Monday."

    /// What cases of a plain message are called, in this order.
    private static let names = ["message", "text", "mail", "sms", "comment", "mention", "dispute-created", "order"]

    /// The case with one of those names, or else the first that becomes one message with a text and no more.
    static func choose(among items: [CaseDeliveries.Item]) -> CaseDeliveries.Item? {
        let messages = items.filter { text(of: $0) != nil }
        return names.lazy.compactMap { name in messages.first { $0.name == name } }.first ?? messages.first
    }

    /// With words put into its text, until the body has about `size` bytes. As it is where it is longer already, and where
    /// its text is nothing that somebody wrote.
    static func enlarged(_ item: CaseDeliveries.Item, to size: Int) -> CaseDeliveries.Item {
        guard let text = Self.text(of: item) else { return item }
        let body = item.delivery.body
        let isForm = item.delivery.headers.contains { $0.name == "content-type" && $0.value.contains("urlencoded") }
        let words = isForm ? filler.replacing(" ", with: "+") : filler
        var added = ""
        while body.count + added.utf8.count + words.utf8.count <= size { added += words }
        guard !added.isEmpty else { return item }
        // The same word may stand elsewhere in the body: it is a place in the text where the text becomes longer.
        for word in text.split(whereSeparator: \.isWhitespace).prefix(20) {
            for place in places(of: Array(word.utf8), in: body).suffix(20).reversed() {
                var larger = item
                larger.delivery.body.insert(contentsOf: added.utf8, at: place)
                if let longer = Self.text(of: larger), longer.utf8.count >= text.utf8.count + filler.utf8.count {
                    return larger
                }
            }
        }
        return item
    }

    private static func text(of item: CaseDeliveries.Item) -> String? {
        guard let batch = try? item.adapter.normalizeEach(item.delivery), batch.failures.isEmpty,
            batch.events.count == 1,
            case .message(let message) = batch.events[0], message.attachments.isEmpty, message.text.utf8.count > 4
        else { return nil }
        return message.text
    }

    /// Behind each of them.
    private static func places(of needle: [UInt8], in body: [UInt8]) -> [Int] {
        guard !needle.isEmpty, body.count >= needle.count else { return [] }
        return (0...(body.count - needle.count)).filter { body[$0..<($0 + needle.count)].elementsEqual(needle) }
            .map { $0 + needle.count }
    }
}
