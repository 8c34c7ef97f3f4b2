import ControlAPI
import InboxDomain

/// Reads the facts of a message from `key=value` arguments.
enum RouteFacts {
    private static let keys = [
        "channel", "inbox", "from", "from_name", "recipient", "subject", "text", "locale", "attachment", "known",
        "contact.<attribute>",
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
        case "known", "contact.known":
            guard let known = Bool(value) else { throw CommandError(.usage, "\(key) is true or false") }
            request.known = known
        case _ where key.hasPrefix("contact.") && key.count > 8:
            request.contact = (request.contact ?? [:]).merging([String(key.dropFirst(8)): value]) { $1 }
        default:
            let near = Spelling.nearest(to: key, among: keys).map { "did you mean “\($0)”?" }
            throw CommandError(
                .usage, "a message has no “\(key)”", hint: near ?? "one of: " + keys.joined(separator: ", "))
        }
    }
}
