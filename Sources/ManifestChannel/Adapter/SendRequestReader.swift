import ChannelKit
import Transport

/// What is wrong with the request that a send program made. The text names the member and quotes nothing: secrets stand
/// in there.
struct SendRequestError: Error, Sendable, Hashable {
    var message: String

    init(_ message: String) {
        self.message = message
    }
}

/// Reads `{method, url, headers?, json? | form? | body?}`.
enum SendRequestReader {
    private static let methods: Set<String> = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    private static let members: Set<String> = ["method", "url", "headers", "json", "form", "body"]

    static func request(from json: JSONValue, timeout: Duration) throws(SendRequestError) -> HTTPRequest {
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
        var headers = try headers(object["headers"])
        let (body, contentType) = try body(object)
        if let contentType, !headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            headers.append((name: "content-type", value: contentType))
        }
        return HTTPRequest(method: method, url: url, headers: headers, body: body, timeout: timeout)
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

    private static func body(_ object: JSONObject) throws(SendRequestError) -> ([UInt8], contentType: String?) {
        switch (object["json"], object["form"], object["body"]) {
        case (let json?, nil, nil): return (json.jsonBytes, "application/json")
        case (nil, .object(let form)?, nil):
            var fields: [FormFields.Field] = []
            for (name, value) in form.members where !value.isNull {
                let values: [JSONValue] = if case .array(let list) = value { list } else { [value] }
                for value in values {
                    guard let text = value.scalarText else {
                        throw SendRequestError("form field \"\(name)\" is no text")
                    }
                    fields.append(.init(name: name, value: text))
                }
            }
            return (Array(FormFields(fields: fields).encoded.utf8), "application/x-www-form-urlencoded")
        case (nil, nil, .string(let text)?): return (Array(text.utf8), nil)
        case (nil, nil, nil): return ([], nil)
        default: throw SendRequestError("give one of json, form (an object) and body (a text)")
        }
    }

    /// Without the characters that would end a line of the request.
    private static func isClean(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }
}
