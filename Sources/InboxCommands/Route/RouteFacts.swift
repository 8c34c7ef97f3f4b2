import ControlAPI
import InboxDomain

/// Reads the facts of a message from `key=value` arguments.
enum RouteFacts {
    private static let keys = [
        "channel", "inbox", "from", "from_name", "to", "subject", "text", "language", "attachment", "attachment.type",
        "automatic", "at", "header.<name>", "contact.known", "contact.open", "contact.tag", "contact.<attribute>",
    ]

    /// `message` with the arguments put over it.
    static func request(
        _ arguments: [String], over message: RouteTestRequest
    ) throws(CommandError) -> RouteTestRequest {
        var request = message
        for argument in arguments {
            let pair = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard pair.count == 2 else {
                throw CommandError(.usage, "“\(argument)” is not of the form key=value")
            }
            try set(pair[0], pair[1], in: &request)
        }
        return request
    }

    private static func set(
        _ key: String, _ value: String, in request: inout RouteTestRequest
    ) throws(CommandError) {
        switch key {
        case "channel": request.channel = value
        case "inbox": request.inbox = value
        case "from": request.from = value
        case "from_name": request.fromName = value
        case "recipient", "to": request.recipient = value
        case "subject": request.subject = value
        case "text": request.text = value
        case "locale", "language": request.locale = value
        case "attachment": request.attachments = (request.attachments ?? []) + [value]
        case "attachment.type": request.attachmentTypes = (request.attachmentTypes ?? []) + [value]
        case "known", "contact.known":
            guard let known = Bool(value) else { throw CommandError(.usage, "\(key) is true or false") }
            request.known = known
        case "automatic":
            guard let automatic = Bool(value) else { throw CommandError(.usage, "automatic is true or false") }
            request.automatic = automatic
        case "at":
            guard let at = Timestamp(argument: value) else {
                throw CommandError(.usage, "at is no instant: “\(value)”", hint: "write it as 2026-03-02T09:00:00Z")
            }
            request.at = at
        case "contact.open":
            guard let open = Int(value), open >= 0 else {
                throw CommandError(.usage, "contact.open is a number of conversations, not “\(value)”")
            }
            request.open = open
        case "contact.tag":
            let tags = [request.contact?["tags"], value].compactMap(\.self).joined(separator: ",")
            request.contact = (request.contact ?? [:]).merging(["tags": tags]) { $1 }
        case _ where key.hasPrefix("header.") && key.count > 7:
            request.headers = (request.headers ?? [:]).merging([String(key.dropFirst(7)): value]) { $1 }
        case _ where key.hasPrefix("contact.") && key.count > 8:
            request.contact = (request.contact ?? [:]).merging([String(key.dropFirst(8)): value]) { $1 }
        default:
            let near = Spelling.nearest(to: key, among: keys).map { "did you mean “\($0)”?" }
            throw CommandError(
                .usage, "a message has no “\(key)”", hint: near ?? "one of: " + keys.joined(separator: ", "))
        }
    }
}
