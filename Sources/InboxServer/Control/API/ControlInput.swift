import ControlAPI
import Foundation
import InboxDomain

/// What a route's handler works with: parameters by name, the body, and who calls.
struct ControlInput: Sendable {
    var parameters: [String: String]
    var query: [String: String]
    var body: [UInt8]
    /// The keys that the body may have.
    var bodyKeys: [String]
    var caller: Caller
    /// Of a route that takes one.
    var file: ControlRequest.File?

    /// A path parameter. The table's own test sees to it that handlers name the ones that their path has.
    func parameter(_ name: String) -> String { parameters[name] ?? "" }

    func number(_ name: String) throws(ControlError) -> Int64 {
        let text = parameter(name)
        guard let value = Int64(text), value > 0 else {
            throw ControlError(.invalid, "“\(text)” is no \(name) number", hint: "give a positive number, such as 42")
        }
        return value
    }

    func conversation() throws(ControlError) -> ConversationID { ConversationID(try number("conversation")) }

    /// A whole number of the query; `fallback` where it is left out.
    func integer(_ name: String, in range: ClosedRange<Int64>, else fallback: Int64) throws(ControlError) -> Int64 {
        guard let text = query[name] else { return fallback }
        guard let value = Int64(text), range.contains(value) else {
            throw ControlError(
                .invalid, "\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    func flag(_ name: String) throws(ControlError) -> Bool {
        switch query[name] {
        case nil, "0", "false": return false
        case "", "1", "true": return true
        default: throw ControlError(.invalid, "\(name) must be 1 or 0")
        }
    }

    func page() throws(ControlError) -> PageRequest {
        let limit = try integer("limit", in: 1...Int64(PageRequest.maximalLimit), else: Int64(PageRequest.defaultLimit))
        return PageRequest(limit: Int(limit), cursor: query["cursor"])
    }

    /// One word of a closed set, or an error that names them all.
    func word<Word: RawRepresentable & CaseIterable>(
        _ text: String, _ name: String, as type: Word.Type
    ) throws(ControlError) -> Word where Word.RawValue == String {
        if let word = Word(rawValue: text) { return word }
        let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
        throw ControlError(.invalid, "there is no \(name) “\(text)”", hint: "one of: \(known)")
    }

    /// The body as `Value`. Keys that nobody knows are refused: `dryrun` for `dry_run` would do what was not meant.
    func decode<Value: Decodable>(_ type: Value.Type) throws(ControlError) -> Value {
        let data = Data(body)
        guard let object = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] else {
            throw ControlError(
                .invalid, "the body must be a JSON object", hint: "its keys: " + bodyKeys.joined(separator: ", "))
        }
        for key in object.keys.sorted() where !bodyKeys.contains(key) {
            throw ControlError(.invalid, "unknown key “\(key)” in the body", hint: Self.hint(for: key, among: bodyKeys))
        }
        do {
            return try ControlJSON.decode(Value.self, from: data)
        } catch let error as DecodingError {
            throw ControlError(.invalid, Self.describe(error))
        } catch {
            throw ControlError(.invalid, "the body cannot be read")
        }
    }

    static func hint(for word: String, among known: [String]) -> String {
        if let near = Spelling.nearest(to: word, among: known) { return "did you mean “\(near)”?" }
        return known.isEmpty ? "there are none here" : "one of: " + known.joined(separator: ", ")
    }

    private static func describe(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "“\(snakeCase(key.stringValue))” is missing in the body"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "“\(place(context))” in the body has the wrong type"
        case .dataCorrupted(let context):
            context.codingPath.isEmpty
                ? "the body is no JSON" : "“\(place(context))” in the body: \(context.debugDescription)"
        @unknown default: "the body cannot be read"
        }
    }

    private static func place(_ context: DecodingError.Context) -> String {
        context.codingPath.map { $0.intValue.map(String.init) ?? snakeCase($0.stringValue) }.joined(separator: ".")
    }

    private static func snakeCase(_ name: String) -> String {
        name.reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
    }
}
