import ChannelKit
import FuzzKit

/// Changes JSON so that it stays JSON: what a vendor may send tomorrow, and what none ever would.
enum JSONDamage {
    static func damaged(_ value: JSONValue, _ random: inout SeededGenerator) -> JSONValue {
        var value = value
        for _ in 0...below(4, &random) { value = changed(value, at: below(max(1, size(value)), &random), &random) }
        return value
    }

    private static func below(_ bound: Int, _ random: inout SeededGenerator) -> Int {
        Int(random.next() % UInt64(bound))
    }

    /// How many values there are in it, itself included.
    private static func size(_ value: JSONValue) -> Int {
        switch value {
        case .array(let values): values.reduce(1) { $0 + size($1) }
        case .object(let object): object.members.reduce(1) { $0 + size($1.value) }
        default: 1
        }
    }

    /// With the value of that number, counted from the outside in, put through one change.
    private static func changed(_ value: JSONValue, at number: Int, _ random: inout SeededGenerator) -> JSONValue {
        guard number > 0 else { return other(than: value, &random) }
        var rest = number - 1
        switch value {
        case .array(var values):
            for (i, member) in values.enumerated() {
                let count = size(member)
                if rest < count {
                    values[i] = changed(member, at: rest, &random)
                    return .array(values)
                }
                rest -= count
            }
        case .object(let object):
            var members = object.members.map { ($0.name, $0.value) }
            for (i, member) in members.enumerated() {
                let count = size(member.1)
                if rest < count {
                    if below(4, &random) == 0 {
                        members.remove(at: i)
                    } else if below(8, &random) == 0 {
                        members[i].0 = "x"
                    } else {
                        members[i].1 = changed(member.1, at: rest, &random)
                    }
                    return .object(members)
                }
                rest -= count
            }
        default: break
        }
        return value
    }

    private static func other(than value: JSONValue, _ random: inout SeededGenerator) -> JSONValue {
        switch below(14, &random) {
        case 0: .null
        case 1: .bool(random.next() & 1 == 0)
        case 2:
            .number(["0", "-1", "1e308", "9007199254740993", "99999999999999999999", "0.1", "-0"][below(7, &random)])
        case 3: .string("")
        case 4: .string(String(repeating: "ä\u{0}🙂", count: 1 << below(12, &random)))
        case 5:
            .string(
                ["2026-13-99T99:99:99Z", "geo:", "<", "\u{FEFF}", "a@", "\r\n\r\n", "javascript:", ".."][
                    below(8, &random)])
        case 6: .array([])
        case 7: .array([value])
        case 8: .array(Array(repeating: value, count: 1 << below(11, &random)))
        case 9: .object([("type", value)])
        case 10: nested(depth: 1 << below(10, &random))
        case 11:
            if case .string(let text) = value { .string(text + text) } else { .string("1") }
        case 12:
            if case .string(let text) = value {
                .string(String(text.dropLast(text.count / 2)))
            } else {
                .number("12345")
            }
        default: .object([])
        }
    }

    private static func nested(depth: Int) -> JSONValue {
        var value = JSONValue.string("deep")
        for _ in 0..<min(depth, 250) { value = .array([value]) }
        return value
    }
}
