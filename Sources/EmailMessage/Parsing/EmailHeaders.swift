/// The fields of a message's header, decoded, in their order.
package struct EmailHeaders: Sendable, Hashable {
    /// Names in small letters, values on one line.
    package private(set) var fields: [(name: String, value: String)]

    package init(_ fields: [(name: String, value: String)]) {
        self.fields = fields
    }

    /// The first field of that name, given in small letters.
    package subscript(_ name: String) -> String? {
        fields.first { $0.name == name }?.value
    }

    /// All fields of that name, given in small letters.
    package func all(_ name: String) -> [String] {
        fields.filter { $0.name == name }.map(\.value)
    }

    /// Each name with its first value, as routing takes them.
    package var firstValues: [String: String] {
        Dictionary(fields.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    package static func == (a: EmailHeaders, b: EmailHeaders) -> Bool {
        a.fields.elementsEqual(b.fields) { $0 == $1 }
    }

    package func hash(into hasher: inout Hasher) {
        for field in fields {
            hasher.combine(field.name)
            hasher.combine(field.value)
        }
    }
}
