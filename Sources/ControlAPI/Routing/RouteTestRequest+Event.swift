import Foundation
import InboxDomain

extension RouteTestRequest {
    /// The normalized event that `jq` conditions look at: the one that was given, with the facts put over it.
    var eventText: [UInt8] {
        var event: [String: JSONValue] = [:]
        if case .object(let given)? = self.event { event = given }
        for (key, value) in ["type", "id", "conversation"].map({ ($0, $0 == "type" ? "message" : "test") })
        where event[key] == nil {
            event[key] = .text(value)
        }
        var sender: [String: JSONValue] = ["id": .text("")]
        if case .object(let given)? = event["sender"] { sender = given }
        sender.put(from, "id")
        sender.put(fromName, "name")
        sender.put(locale, "locale")
        event["sender"] = .object(sender)
        event.put(recipient, "to")
        event.put(subject, "subject")
        event.put(text ?? (event["text"] == nil ? "" : nil), "text")
        if let at { event["sent_at"] = event["sent_at"] ?? .number(at.instant.milliseconds) }
        if let automatic { event["automatic"] = .flag(automatic) }
        if let headers { event["headers"] = .object(headers.mapValues(JSONValue.text)) }
        if event["attachments"] == nil, let attachments {
            event["attachments"] = .list(attachments.map { .object(["kind": .text($0)]) })
        }
        // Only texts, numbers and flags: there is nothing in it that could not be written.
        return (try? ControlJSON.encode(event)).map(Array.init) ?? []
    }
}

extension [String: JSONValue] {
    fileprivate mutating func put(_ text: String?, _ key: String) {
        if let text { self[key] = .text(text) }
    }
}
