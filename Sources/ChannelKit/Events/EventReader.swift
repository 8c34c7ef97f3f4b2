import InboxDomain

/// Reads the members of one event object, and says by name what is wrong with them.
struct EventReader {
    let object: JSONObject
    /// What the object is, for errors: `message`, `message.sender`.
    let name: String

    init(_ value: JSONValue, name: String) throws(NormalizationError) {
        guard case .object(let object) = value else { throw .invalid("\(name) must be an object") }
        self.object = object
        self.name = name
    }

    /// The member, or nil where it is missing or null.
    func value(_ key: String) -> JSONValue? {
        guard let value = object[key], !value.isNull else { return nil }
        return value
    }

    func optionalText(_ key: String, limit: Int = EventLimits.longText) throws(NormalizationError) -> String? {
        guard let value = value(key) else { return nil }
        guard case .string(let text) = value else { throw .invalid("\(name).\(key) must be a text") }
        guard text.utf8.count <= limit else { throw .invalid("\(name).\(key) is longer than \(limit) bytes") }
        return text
    }

    func text(_ key: String, limit: Int = EventLimits.longText) throws(NormalizationError) -> String {
        guard let text = try optionalText(key, limit: limit) else { throw .invalid("\(name).\(key) is missing") }
        return text
    }

    /// An id or an address: short, and not empty.
    func id(_ key: String) throws(NormalizationError) -> String {
        let text = try text(key, limit: EventLimits.shortText)
        guard !text.isEmpty else { throw .invalid("\(name).\(key) is empty") }
        return text
    }

    func optionalID(_ key: String) throws(NormalizationError) -> String? {
        value(key) == nil ? nil : try id(key)
    }

    /// A time in UTC milliseconds; `fallback` where there is none.
    func instant(_ key: String, or fallback: Instant) throws(NormalizationError) -> Instant {
        guard let value = value(key) else { return fallback }
        // Between the years 1970 and 9999: anything else is a mistake of unit.
        guard let milliseconds = value.integer, 0...253_402_300_799_999 ~= milliseconds else {
            throw .invalid("\(name).\(key) must be a time in UTC milliseconds")
        }
        return Instant(milliseconds: milliseconds)
    }

    func flag(_ key: String) throws(NormalizationError) -> Bool {
        switch value(key) {
        case nil: return false
        case .bool(let flag)?: return flag
        default: throw .invalid("\(name).\(key) must be true or false")
        }
    }

    func word<Word: RawRepresentable & CaseIterable>(
        _ key: String, of type: Word.Type
    ) throws(NormalizationError) -> Word where Word.RawValue == String {
        let text = try text(key, limit: EventLimits.shortText)
        guard let word = Word(rawValue: text) else {
            let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalid("\(name).\(key) must be one of \(known)")
        }
        return word
    }

    func sender(_ key: String) throws(NormalizationError) -> SenderInfo {
        guard let value = value(key) else { throw .invalid("\(name).\(key) is missing") }
        let reader = try EventReader(value, name: "\(name).\(key)")
        return SenderInfo(
            id: try reader.id("id"), name: try reader.optionalText("name"),
            email: try reader.optionalText("email", limit: EventLimits.shortText),
            phone: try reader.optionalText("phone", limit: EventLimits.shortText),
            locale: try reader.optionalText("locale", limit: EventLimits.shortText))
    }

    func attachments() throws(NormalizationError) -> [Attachment] {
        guard let value = value("attachments") else { return [] }
        guard case .array(let values) = value else { throw .invalid("\(name).attachments must be a list") }
        guard values.count <= EventLimits.attachments else {
            throw .invalid("\(name).attachments are more than \(EventLimits.attachments)")
        }
        var attachments: [Attachment] = []
        for value in values { attachments.append(try Self.attachment(value, name: "\(name).attachments")) }
        return attachments
    }

    /// Headers by their names in small letters; none where they are missing.
    func headers() throws(NormalizationError) -> [String: String] {
        guard let value = value("headers") else { return [:] }
        guard case .object(let object) = value else { throw .invalid("\(name).headers must be an object") }
        guard object.members.count <= EventLimits.headers else {
            throw .invalid("\(name).headers are more than \(EventLimits.headers)")
        }
        let reader = try EventReader(value, name: "\(name).headers")
        var headers: [String: String] = [:]
        for (key, _) in object.members {
            guard !key.isEmpty, key.utf8.count <= EventLimits.shortText else {
                throw .invalid("\(name).headers has a name that is empty or longer than \(EventLimits.shortText) bytes")
            }
            headers[key.lowercased()] = try reader.optionalText(key)
        }
        return headers
    }

    private static func attachment(_ value: JSONValue, name: String) throws(NormalizationError) -> Attachment {
        let reader = try EventReader(value, name: name)
        var size: Int64?
        if let value = reader.value("size") {
            guard let bytes = value.integer, bytes >= 0 else {
                throw .invalid("\(name).size must be a number of bytes")
            }
            size = bytes
        }
        return Attachment(
            kind: try reader.word("kind", of: Attachment.Kind.self), name: try reader.optionalText("name"),
            contentType: try reader.optionalText("content_type", limit: EventLimits.shortText), size: size,
            url: try reader.optionalText("url"), ref: try reader.optionalText("ref"))
    }
}

extension NormalizationError {
    static func invalid(_ detail: String) -> NormalizationError {
        NormalizationError(.invalidEvent, detail)
    }
}
