import ChannelKit
import InboxDomain
import Transport

/// What is wrong with the request that a send program made. The text names the member and quotes nothing: secrets stand
/// in there.
struct SendRequestError: Error, Sendable, Hashable {
    var message: String

    init(_ message: String) {
        self.message = message
    }
}

/// Reads `{method, url, headers?, json? | form? | body?}`; of a reply also `{…, attachment?, step?}`, and forms with files.
enum SendRequestReader {
    /// A request of a reply.
    struct Prepared {
        var request: HTTPRequest
        /// Its name, where it only prepares the message, and another request follows.
        var step: String?
    }

    private static let methods: Set<String> = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    private static let members: Set<String> = ["method", "url", "headers", "json", "form", "body"]
    /// Parts of one form.
    private static let maximalParts = 100

    static func request(from json: JSONValue, timeout: Duration) throws(SendRequestError) -> HTTPRequest {
        try read(json, members: members, files: nil, timeout: timeout)
    }

    /// `attachments` are those that the request may name, by their place from 0; `boundary` stands in none of them.
    static func prepared(
        from json: JSONValue, attachments: [OutgoingAttachment], boundary: String, timeout: Duration
    ) throws(SendRequestError) -> Prepared {
        let request = try read(
            json, members: members.union(["attachment", "step"]), files: (attachments, boundary), timeout: timeout)
        var step: String?
        if let value = json["step"], !value.isNull {
            guard let name = value.string, !name.isEmpty, name.utf8.count <= 60 else {
                throw SendRequestError("step must be a short name")
            }
            step = name
        }
        return Prepared(request: request, step: step)
    }

    private static func read(
        _ json: JSONValue, members: Set<String>, files: (attachments: [OutgoingAttachment], boundary: String)?,
        timeout: Duration
    ) throws(SendRequestError) -> HTTPRequest {
        guard case .object(let object) = json else { throw SendRequestError("the output must be an object") }
        for member in object.members where !members.contains(member.name) {
            throw SendRequestError("\"\(member.name)\" is no part of a request")
        }
        guard let method = object["method"]?.string, methods.contains(method) else {
            throw SendRequestError("method must be one of \(methods.sorted().joined(separator: ", "))")
        }
        guard let url = object["url"]?.string, url.hasPrefix("https://") || url.hasPrefix("http://"), isClean(url),
            !url.contains(" ")
        else { throw SendRequestError("url must be an http or https URL") }
        let body = try body(object, files)
        var request = HTTPRequest(method: method, url: url, headers: try headers(object["headers"]), timeout: timeout)
        if let contentType = body.contentType,
            !request.headers.contains(where: { $0.name.lowercased() == "content-type" })
        {
            request.headers.append((name: "content-type", value: contentType))
        }
        switch body.content {
        case .whole(let bytes): request.body = bytes
        case .payload(let payload):
            request.payload = payload
            // What a large file takes over a slow line, beyond the timeout: 128 KiB a second.
            request.timeout += .milliseconds(payload.count / 128)
        }
        return request
    }

    private static func headers(_ json: JSONValue?) throws(SendRequestError) -> [(name: String, value: String)] {
        guard let json, !json.isNull else { return [] }
        guard case .object(let object) = json else { throw SendRequestError("headers must be an object") }
        var headers: [(name: String, value: String)] = []
        for (name, value) in object.members where !value.isNull {
            let isToken = !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
            guard isToken, let text = value.scalarText, isClean(text) else {
                throw SendRequestError("header \"\(name)\" must be one line of text")
            }
            headers.append((name: name, value: text))
        }
        return headers
    }

    // MARK: Bodies

    private struct Body {
        enum Content {
            case whole([UInt8])
            case payload(Payload)
        }

        var content: Content
        var contentType: String?
    }

    private static func body(
        _ object: JSONObject, _ files: (attachments: [OutgoingAttachment], boundary: String)?
    ) throws(SendRequestError) -> Body {
        let given = ["json", "form", "body", "attachment"].compactMap { name in object[name].map { (name, $0) } }
        guard given.count <= 1 else {
            throw SendRequestError("give one of json, form, body and attachment")
        }
        switch given.first {
        case nil: return Body(content: .whole([]))
        case ("json", let json)?: return Body(content: .whole(json.jsonBytes), contentType: "application/json")
        case ("form", .object(let form))?: return try fields(form)
        case ("form", .array(let parts))?:
            guard let files else { throw SendRequestError("form must be an object") }
            return try multipart(parts, files.attachments, files.boundary)
        case ("body", .string(let text))?: return Body(content: .whole(Array(text.utf8)))
        case ("attachment", let place)?:
            let attachment = try attachment(place, files?.attachments ?? [])
            return Body(content: .payload(Payload([attachment.piece])), contentType: attachment.type.description)
        default: throw SendRequestError("form must be an object or a list, body a text")
        }
    }

    private static func fields(_ form: JSONObject) throws(SendRequestError) -> Body {
        var fields: [FormFields.Field] = []
        for (name, value) in form.members where !value.isNull {
            let values: [JSONValue] = if case .array(let list) = value { list } else { [value] }
            for value in values {
                guard let text = value.scalarText else { throw SendRequestError("form field \"\(name)\" is no text") }
                fields.append(.init(name: name, value: text))
            }
        }
        return Body(
            content: .whole(Array(FormFields(fields: fields).encoded.utf8)),
            contentType: "application/x-www-form-urlencoded")
    }

    /// `{name, value}`, `{name, json}` or `{name, attachment, filename?}`, each with its `content_type` or without.
    private static func multipart(
        _ list: [JSONValue], _ attachments: [OutgoingAttachment], _ boundary: String
    ) throws(SendRequestError) -> Body {
        guard list.count <= maximalParts else { throw SendRequestError("form has more than \(maximalParts) parts") }
        var parts: [MultipartBody.Part] = []
        for value in list where !value.isNull {
            guard case .object(let object) = value, let name = object["name"]?.string, !name.isEmpty else {
                throw SendRequestError("each part of a form needs a name")
            }
            let type = object["content_type"]?.string
            guard type.map(isClean) ?? true else { throw SendRequestError("the content_type of \"\(name)\" is none") }
            if let place = object["attachment"] {
                let file = try attachment(place, attachments)
                parts.append(
                    .init(
                        name: name, fileName: object["filename"]?.string ?? file.name,
                        contentType: type ?? file.type.description, content: file.piece))
            } else if let json = object["json"] {
                parts.append(
                    .init(name: name, contentType: type ?? "application/json", content: .bytes(json.jsonBytes)))
            } else if let text = object["value"]?.scalarText {
                parts.append(.init(name: name, contentType: type, content: .bytes(Array(text.utf8))))
            } else {
                throw SendRequestError("part \"\(name)\" of the form needs a value, json or an attachment")
            }
        }
        let body = MultipartBody(parts, boundary: boundary)
        return Body(content: .payload(body.payload), contentType: body.contentType)
    }

    private static func attachment(
        _ place: JSONValue, _ attachments: [OutgoingAttachment]
    ) throws(SendRequestError) -> OutgoingAttachment {
        guard let number = place.integer, let index = Int(exactly: number), attachments.indices.contains(index) else {
            throw SendRequestError("attachment must be the place of one, from 0")
        }
        return attachments[index]
    }

    /// Without the characters that would end a line of the request.
    private static func isClean(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }
}
