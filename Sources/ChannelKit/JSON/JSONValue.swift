/// One JSON value. Numbers stay as the decimal text that they were written as, so that no digit of an id is lost.
package enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// The members of an object given as pairs; of equal names the last one holds.
    package static func object(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(JSONObject(members))
    }

    /// The member of that name; nil where this is no object, or has none.
    package subscript(_ name: String) -> JSONValue? {
        guard case .object(let object) = self else { return nil }
        return object[name]
    }

    package var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The text of a string; nil for anything else.
    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// An integral number, also where it is written with a fraction of zeros or an exponent.
    package var integer: Int64? {
        guard case .number(let text) = self else { return nil }
        return Int64(text) ?? Double(text).flatMap { Int64(exactly: $0) }
    }

    /// A scalar as text: a string's text, a number's digits, `true` or `false`. Nil for null, arrays and objects.
    package var scalarText: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .null, .array, .object: nil
        }
    }

    /// Numbers are equal where their values are, however they are written: 1 and 1.0.
    package static func == (a: JSONValue, b: JSONValue) -> Bool {
        switch (a, b) {
        case (.null, .null): true
        case (.bool(let x), .bool(let y)): x == y
        case (.string(let x), .string(let y)): x == y
        case (.number(let x), .number(let y)): sameNumber(x, y)
        case (.array(let x), .array(let y)): x == y
        case (.object(let x), .object(let y)): x == y
        default: false
        }
    }

    private static func sameNumber(_ a: String, _ b: String) -> Bool {
        if a == b { return true }
        // Two integers are written in one way each; as doubles, long ones would be equal to their neighbours.
        if isInteger(a), isInteger(b) { return false }
        return Double(a) == Double(b)
    }

    private static func isInteger(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 == UInt8(ascii: "-") || 0x30...0x39 ~= $0 }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let flag): hasher.combine(flag)
        case .number(let text): hasher.combine(Double(text))
        case .string(let text): hasher.combine(text)
        case .array(let values): hasher.combine(values)
        case .object(let object): hasher.combine(object)
        }
    }
}

/// The members of a JSON object in the order written; equal where the members are, in whatever order.
package struct JSONObject: Sendable, Hashable {
    package private(set) var members: [(name: String, value: JSONValue)]

    package init(_ members: [(String, JSONValue)] = []) {
        self.members = members.map { (name: $0.0, value: $0.1) }
    }

    /// The last member of that name, as most readers of JSON take it. Setting replaces it, or appends; nil removes it.
    package subscript(_ name: String) -> JSONValue? {
        get { place(of: name).map { members[$0].value } }
        set {
            let place = place(of: name)
            switch (place, newValue) {
            case (let place?, let value?): members[place].value = value
            case (nil, let value?): members.append((name, value))
            case (_, nil): members.removeAll { $0.name == name }
            }
        }
    }

    private func place(of name: String) -> Int? {
        // By places: a closure would be given a copy of each member.
        var place = members.count - 1
        while place >= 0, members[place].name != name { place -= 1 }
        return place < 0 ? nil : place
    }

    /// Adds a member without looking for one of that name.
    mutating func append(_ name: String, _ value: JSONValue) {
        members.append((name, value))
    }

    package static func == (a: JSONObject, b: JSONObject) -> Bool {
        a.members.count == b.members.count && a.members.allSatisfy { b[$0.name] == $0.value }
    }

    package func hash(into hasher: inout Hasher) {
        var all = 0
        for member in members {
            var one = Hasher()
            one.combine(member.name)
            one.combine(member.value)
            all ^= one.finalize()
        }
        hasher.combine(all)
    }
}
