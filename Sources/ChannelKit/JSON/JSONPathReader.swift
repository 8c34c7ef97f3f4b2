/// Reads the text of a `JSONPath`.
enum JSONPathReader {
    /// The steps, or nil where the text is no path of the kind. `.` alone has none: it is the whole text.
    static func steps(of text: String) -> [JSONPath.Step]? {
        var rest = Substring(text)
        guard rest.first == "." else { return nil }
        if rest == "." { return [] }
        var steps: [JSONPath.Step] = []
        while !rest.isEmpty {
            if rest.hasPrefix("[") || rest.hasPrefix(".[") {
                rest = rest.drop { $0 == "." }.dropFirst()
                guard let close = rest.firstIndex(of: "]"), let step = bracket(rest[..<close]) else { return nil }
                steps.append(step)
                rest = rest[rest.index(after: close)...]
            } else if rest.hasPrefix(".\"") {
                rest = rest.dropFirst(2)
                guard let close = rest.firstIndex(of: "\"") else { return nil }
                steps.append(.member(String(rest[..<close])))
                rest = rest[rest.index(after: close)...]
            } else if rest.hasPrefix(".") {
                let name = rest.dropFirst().prefix { $0 == "_" || ($0.isASCII && ($0.isLetter || $0.isNumber)) }
                guard let first = name.first, !first.isNumber else { return nil }
                steps.append(.member(String(name)))
                rest = rest[name.endIndex...]
            } else {
                return nil
            }
        }
        return steps
    }

    private static func bracket(_ inside: Substring) -> JSONPath.Step? {
        if inside.isEmpty { return .every }
        if inside.hasPrefix("\""), inside.hasSuffix("\""), inside.count >= 2 {
            return .member(String(inside.dropFirst().dropLast()))
        }
        return Int(inside).flatMap { $0 >= 0 ? .element($0) : nil }
    }
}
