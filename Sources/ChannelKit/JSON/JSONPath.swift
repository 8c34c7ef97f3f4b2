/// A way into a JSON text, written as in jq but of the plainest kind: `.a.b`, `."odd name"`, `.list[0]`, `.list[].id`.
///
/// It is followed over the bytes, without building what lies beside it: quick enough to ask before a signature is known
/// to be good.
package struct JSONPath: Sendable, Hashable, CustomStringConvertible {
    enum Step: Sendable, Hashable {
        case member(String)
        case element(Int)
        case every
    }

    package let description: String
    let steps: [Step]

    /// Nil where the text is no such path.
    package init?(_ text: String) {
        guard let steps = JSONPathReader.steps(of: text) else { return nil }
        description = text
        self.steps = steps
    }

    /// The way to one member of the outermost object.
    init(member name: String) {
        description = ".\"\(name)\""
        steps = [.member(name)]
    }

    /// The name, where the path is nothing but one member of the outermost object.
    var onlyMember: String? {
        guard steps.count == 1, case .member(let name)? = steps.first else { return nil }
        return name
    }

    /// Every value that the path leads to, in the order of the text; none where something on the way is missing.
    /// A name that an object has twice is followed twice.
    package func values(in json: [UInt8]) throws(JSONError) -> [JSONValue] {
        try json.withUnsafeBufferPointer { (buffer) throws(JSONError) -> [JSONValue] in
            var scanner = JSONScanner(buffer)
            var found: [JSONValue] = []
            try follow(steps[...], &scanner, depth: 0, &found)
            try scanner.finish()
            return found
        }
    }

    /// The last value that the path leads to, as `JSONValue.scalarText` has it; nil also where the text is no JSON.
    package func text(in json: [UInt8]) -> String? {
        guard let values = try? values(in: json) else { return nil }
        return values.last?.scalarText
    }

    private func follow(
        _ steps: ArraySlice<Step>, _ scanner: inout JSONScanner, depth: Int, _ found: inout [JSONValue]
    ) throws(JSONError) {
        guard let step = steps.first else {
            found.append(try scanner.value(depth: depth))
            return
        }
        let rest = steps.dropFirst()
        switch (step, try scanner.peek()) {
        case (.member(let wanted), UInt8(ascii: "{")):
            try scanner.members(depth: depth) { (scanner, name) throws(JSONError) in
                if name == wanted {
                    try follow(rest, &scanner, depth: depth + 1, &found)
                } else {
                    try scanner.skip(depth: depth + 1)
                }
            }
        case (.every, UInt8(ascii: "[")), (.element, UInt8(ascii: "[")):
            try scanner.elements(depth: depth) { (scanner, index) throws(JSONError) in
                if step == .every || step == .element(index) {
                    try follow(rest, &scanner, depth: depth + 1, &found)
                } else {
                    try scanner.skip(depth: depth + 1)
                }
            }
        default:
            try scanner.skip(depth: depth)
        }
    }
}
