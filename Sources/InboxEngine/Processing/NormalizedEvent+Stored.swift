import ChannelKit
import InboxDomain

/// The text form in which an event waits for the message that it is about.
extension NormalizedEvent {
    var storedText: String { json.json }

    /// Nil where the text is not one that `storedText` gave.
    init?(storedText: String) {
        guard let json = try? JSONValue(parsing: storedText),
            let event = try? NormalizedEvent(json: json, receivedAt: Instant(milliseconds: 0))
        else { return nil }
        self = event
    }
}
