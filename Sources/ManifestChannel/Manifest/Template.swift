import ChannelKit

/// A text with values of the request in it: `${query hub.challenge}`, `${json .path}`, `${header x}`, `${settings.x}`,
/// `${hmac sha256 base64 consumer_secret query crc_token}`.
struct Template: Sendable, Hashable {
    enum Value: Sendable, Hashable {
        case query(String)
        case json(JSONPath)
        case header(String)
        /// A field of the form.
        case field(String)
        /// A named segment of the path.
        case path(String)
        case setting(String)
        /// The keyed hash of another value, under the key in a setting.
        indirect case hmac(HashAlgorithm, BinaryEncoding, setting: String, of: Value)
    }

    enum Piece: Sendable, Hashable {
        case literal(String)
        case value(Value)
    }

    var pieces: [Piece]

    static let empty = Template(pieces: [])

    /// The values, those inside others too.
    var values: [Value] {
        pieces.flatMap { piece -> [Value] in
            switch piece {
            case .literal: []
            case .value(.hmac(let algorithm, let encoding, let setting, let inner)):
                [.hmac(algorithm, encoding, setting: setting, of: inner), inner]
            case .value(let value): [value]
            }
        }
    }

    /// The text for one request. Values that are missing are empty; where the text is JSON they are escaped for the inside
    /// of its strings.
    func text(
        for request: WebhookRequest, paths: [PathPattern] = [], settings: InboxSettings, escapingJSON: Bool
    ) -> String {
        pieces.map { piece in
            switch piece {
            case .literal(let text): text
            case .value(let value):
                escaped(Self.text(of: value, request, paths, settings) ?? "", asJSON: escapingJSON)
            }
        }.joined()
    }

    private func escaped(_ text: String, asJSON: Bool) -> String {
        asJSON ? String(JSONValue.string(text).json.dropFirst().dropLast()) : text
    }

    private static func text(
        of value: Value, _ request: WebhookRequest, _ paths: [PathPattern], _ settings: InboxSettings
    ) -> String? {
        switch value {
        case .query(let name): return request.queryFields[name]
        case .json(let path): return path.text(in: request.body)
        case .header(let name): return request.header(name)
        case .field(let name): return request.bodyFields?[name]
        case .path(let name):
            return paths.lazy.compactMap { $0.values(in: request.subpath) }.first?.first { $0.name == name }?.value
        case .setting(let name): return settings.texts(name).first
        case .hmac(let algorithm, let encoding, let setting, let inner):
            guard let key = settings.texts(setting).first,
                let prepared = SigningKey(Array(key.utf8), algorithm: algorithm)
            else { return nil }
            let text = text(of: inner, request, paths, settings) ?? ""
            return encoding.encode(prepared.signature(of: Array(text.utf8)))
        }
    }
}

extension Template {
    /// Reads a template. The error says what in it is wrong.
    init(parsing text: String) throws(TemplateError) {
        pieces = []
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            if start.lowerBound > rest.startIndex { pieces.append(.literal(String(rest[..<start.lowerBound]))) }
            guard let end = rest[start.upperBound...].firstIndex(of: "}") else { throw TemplateError("a ${ has no }") }
            let inside = rest[start.upperBound..<end]
            pieces.append(.value(try Self.value(inside.split(separator: " ").map(String.init))))
            rest = rest[rest.index(after: end)...]
        }
        if !rest.isEmpty { pieces.append(.literal(String(rest))) }
    }

    private static func value(_ words: [String]) throws(TemplateError) -> Value {
        if words.count == 1, words[0].hasPrefix("settings.") { return .setting(String(words[0].dropFirst(9))) }
        if words.count == 2 {
            switch words[0] {
            case "query": return .query(words[1])
            case "field": return .field(words[1])
            case "path": return .path(words[1])
            case "header": return .header(words[1].lowercased())
            case "json":
                guard let path = JSONPath(words[1]) else { throw TemplateError("\(words[1]) is no path") }
                return .json(path)
            default: break
            }
        }
        if words.count == 6, words[0] == "hmac", let algorithm = HashAlgorithm(rawValue: words[1]),
            let encoding = BinaryEncoding(rawValue: words[2]), encoding != .utf8
        {
            return .hmac(algorithm, encoding, setting: words[3], of: try value(Array(words[4...])))
        }
        throw TemplateError(
            "${\(words.joined(separator: " "))} is none of ${query N}, ${json .path}, ${header N}, ${field N}, ${path N}, "
                + "${settings.N}, ${hmac ALGORITHM ENCODING SETTING query N}")
    }
}

struct TemplateError: Error, Sendable, Hashable {
    var message: String

    init(_ message: String) {
        self.message = message
    }
}
