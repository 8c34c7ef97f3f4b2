import Foundation
package import InboxDomain

/// The few JSON texts that are kept in columns: event data, attributes, attachments.
package enum JSONText {
    /// An object of texts, keys in order.
    package static func object(_ fields: [String: String]) -> String {
        var object = JSONFields()
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
            object.add(key, value)
        }
        return object.text
    }

    package static func stringObject(_ text: String) -> [String: String] {
        (try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))) ?? [:]
    }

    package static func attachments(_ attachments: [Attachment]) -> String? {
        guard !attachments.isEmpty else { return nil }
        let objects = attachments.map { attachment in
            var object = JSONFields()
            object.add("kind", attachment.kind.rawValue)
            object.add("name", attachment.name)
            object.add("content_type", attachment.contentType)
            object.add("size", attachment.size)
            object.add("url", attachment.url)
            object.add("ref", attachment.ref)
            object.add("content_id", attachment.contentID)
            return object.text
        }
        return "[" + objects.joined(separator: ",") + "]"
    }

    package static func attachments(from text: String?) -> [Attachment] {
        struct Stored: Decodable {
            var kind: String
            var name: String?
            var content_type: String?
            var size: Int64?
            var url: String?
            var ref: String?
            var content_id: String?
        }
        guard let text, let stored = try? JSONDecoder().decode([Stored].self, from: Data(text.utf8)) else { return [] }
        return stored.map {
            Attachment(
                kind: Attachment.Kind(rawValue: $0.kind) ?? .file, name: $0.name, contentType: $0.content_type,
                size: $0.size, url: $0.url, ref: $0.ref, contentID: $0.content_id)
        }
    }
}

/// Writes one JSON object, field by field, in the order given. Nil fields are left out.
package struct JSONFields: Sendable {
    private var body = "{"

    package init() {}

    package var isEmpty: Bool { body.utf8.count == 1 }

    package var text: String { body + "}" }

    package mutating func add(_ key: String, _ value: String?) {
        guard let value else { return }
        addKey(key)
        Self.quote(value, into: &body)
    }

    package mutating func add(_ key: String, _ value: Int64?) {
        guard let value else { return }
        addKey(key)
        body += String(value)
    }

    package mutating func add(_ key: String, _ value: Bool) {
        addKey(key)
        body += value ? "true" : "false"
    }

    package mutating func add(_ key: String, _ values: [String]) {
        addKey(key)
        body += "["
        for (index, value) in values.enumerated() {
            if index > 0 { body += "," }
            Self.quote(value, into: &body)
        }
        body += "]"
    }

    /// Adds a value that is JSON already.
    package mutating func add(_ key: String, json: String) {
        addKey(key)
        body += json
    }

    private mutating func addKey(_ key: String) {
        if body.utf8.count > 1 { body += "," }
        Self.quote(key, into: &body)
        body += ":"
    }

    private static func quote(_ value: String, into text: inout String) {
        text += "\""
        if value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }) {
            text += value
        } else {
            for scalar in value.unicodeScalars {
                switch scalar {
                case "\"": text += "\\\""
                case "\\": text += "\\\\"
                case "\n": text += "\\n"
                case "\r": text += "\\r"
                case "\t": text += "\\t"
                case _ where scalar.value < 0x20:
                    let digits = String(scalar.value, radix: 16)
                    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                default: text.unicodeScalars.append(scalar)
                }
            }
        }
        text += "\""
    }
}
