import Foundation

/// A JSON value that is looked into without ceremony: what is not there is null.
struct JSON: CustomStringConvertible {
    private let value: Any?

    init(_ text: String) throws {
        value = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
    }

    private init(value: Any?) {
        self.value = value
    }

    subscript(_ key: String) -> JSON { JSON(value: (value as? [String: Any])?[key]) }
    subscript(_ index: Int) -> JSON {
        let list = value as? [Any] ?? []
        return JSON(value: list.indices.contains(index) ? list[index] : nil)
    }

    var int: Int? { value as? Int }
    var text: String? { value as? String }
    var flag: Bool? { value as? Bool }
    var list: [JSON] { (value as? [Any] ?? []).map { JSON(value: $0) } }
    /// RFC 3339, with or without a fraction.
    var date: Date? {
        text.flatMap { text in
            [true, false].lazy.compactMap { try? Date.ISO8601FormatStyle(includingFractionalSeconds: $0).parse(text) }
                .first
        }
    }
    var texts: [String] { list.compactMap(\.text) }

    var description: String { value.map { "\($0)" } ?? "null" }
}
