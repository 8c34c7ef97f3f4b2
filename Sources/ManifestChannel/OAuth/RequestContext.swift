import ChannelKit
import InboxDomain

/// What the programs and expressions of `send` and `poll` see as variables, beside their input.
struct RequestContext: Sendable {
    var inbox: String
    var settings: InboxSettings
    /// `$token`; nil where the channel has no `auth`.
    var token: String?
    /// `$now`, in UTC milliseconds.
    var now: Instant?
    /// `$message`, what is being sent; nil in a poll.
    var message: JSONValue?

    /// As JSON.
    var variables: [UInt8] {
        var json = Array("{\"settings\":".utf8) + settings.completeJSON
        json += ",\"inbox\":\(JSONValue.string(inbox).json)".utf8
        if let token { json += ",\"token\":\(JSONValue.string(token).json)".utf8 }
        if let now { json += ",\"now\":\(now.milliseconds)".utf8 }
        if let message { json += ",\"message\":\(message.json)".utf8 }
        json.append(UInt8(ascii: "}"))
        return json
    }

    /// The text without any secret in it, and without the token.
    func redacted(_ text: String) -> String {
        let text = settings.redacted(text)
        guard let token, !token.isEmpty else { return text }
        return text.split(separator: token, omittingEmptySubsequences: false).joined(separator: "[secret]")
    }
}
