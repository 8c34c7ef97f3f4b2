import ChannelKit

/// Two JSON values beside each other, line by line.
enum JSONDiff {
    /// None where they are equal; else one text: what differs, then the lines, with `-` those expected and missing, with
    /// `+` those that came instead.
    static func problems(_ what: String, _ expected: JSONValue, _ actual: JSONValue) -> [String] {
        guard expected != actual else { return [] }
        return ["\(what) differ:\n" + lines(expected, actual).joined(separator: "\n")]
    }

    static func lines(_ expected: JSONValue, _ actual: JSONValue) -> [String] {
        let old = pretty(expected)
        let new = pretty(actual)
        let difference = new.difference(from: old)
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var lines: [String] = []
        var i = 0
        var j = 0
        while i < old.count || j < new.count {
            if i < old.count, removed.contains(i) {
                lines.append("- \(old[i])")
                i += 1
            } else if j < new.count, inserted.contains(j) {
                lines.append("+ \(new[j])")
                j += 1
            } else {
                lines.append("  \(old[i])")
                i += 1
                j += 1
            }
        }
        return lines
    }

    /// One member or element a line, members in the order of their names.
    static func pretty(_ value: JSONValue) -> [String] {
        switch value {
        case .object(let object) where !object.members.isEmpty:
            let members = object.members.sorted { $0.name < $1.name }
            return block("{", members.map { ("\(JSONValue.string($0.name).json): ", $0.value) }, "}")
        case .array(let values) where !values.isEmpty: return block("[", values.map { ("", $0) }, "]")
        default: return [value.json]
        }
    }

    private static func block(_ open: String, _ items: [(label: String, value: JSONValue)], _ close: String) -> [String]
    {
        [open]
            + items.flatMap { item -> [String] in
                var lines = pretty(item.value)
                lines[0] = item.label + lines[0]
                return lines.map { "  \($0)" }
            } + [close]
    }
}
