import ControlAPI
import Foundation

/// A message in a file: a normalized event as `docs/events.md` has it, or the facts as the API takes them.
struct RouteMessageFile {
    private struct Event: Decodable {
        struct Sender: Decodable {
            var id: String
            var name: String?
            var locale: String?
        }

        struct Attachment: Decodable {
            var kind: String
            var contentType: String?
        }

        var sender: Sender
        var text: String?
        var subject: String?
        var attachments: [Attachment]?
        var to: String?
        var headers: [String: String]?
        var automatic: Bool?
        var language: String?
    }

    private static let longest = 1 << 20

    /// Throws `usage` where the file cannot be read, is longer than a mebibyte, or is neither of the two.
    static func read(_ path: String) throws(CommandError) -> RouteTestRequest {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {
            throw CommandError(.usage, "\(path) cannot be read")
        }
        guard data.count <= longest else { throw CommandError(.usage, "\(path) is longer than 1 MiB") }
        if let event = try? ControlJSON.decode(Event.self, from: data) {
            var request = RouteTestRequest()
            request.from = event.sender.id
            request.fromName = event.sender.name
            request.locale = event.language ?? event.sender.locale
            request.recipient = event.to
            request.headers = event.headers
            request.automatic = event.automatic
            request.subject = event.subject
            request.text = event.text
            request.attachments = event.attachments?.map(\.kind)
            request.attachmentTypes = event.attachments?.compactMap(\.contentType)
            request.event = try? ControlJSON.decode(JSONValue.self, from: data)
            return request
        }
        guard let request = try? ControlJSON.decode(RouteTestRequest.self, from: data) else {
            throw CommandError(
                .usage, "\(path) is no message", hint: "a normalized event, or an object such as {\"text\": \"help\"}")
        }
        return request
    }
}
