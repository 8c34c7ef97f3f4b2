internal import InboxDomain

/// Turns nodes into values. What does not fit is reported with what is allowed, and read as nil.
struct ValueReader {
    let problems: Problems

    func text(_ node: ConfigNode, _ what: String) -> String? {
        guard case .scalar(let text, _) = node.content, !text.isEmpty else {
            return wrong(node, what, "text")
        }
        return text
    }

    func flag(_ node: ConfigNode, _ what: String) -> Bool? {
        switch node.content {
        case .scalar("true", _): return true
        case .scalar("false", _): return false
        default: return wrong(node, what, "true or false")
        }
    }

    func integer(_ node: ConfigNode, _ what: String, in range: ClosedRange<Int>) -> Int? {
        let allowed = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        guard case .scalar(let text, _) = node.content, let value = Int(text), range.contains(value) else {
            return wrong(node, what, allowed)
        }
        return value
    }

    /// Bytes.
    func size(_ node: ConfigNode, _ what: String, in range: ClosedRange<Int>) -> Int? {
        guard case .scalar(let text, _) = node.content, let value = ByteSize.parse(text) else {
            return wrong(node, what, ByteSize.allowed)
        }
        guard range.contains(value) else {
            return wrong(
                node, what, "a size from \(ByteSize.text(range.lowerBound)) to \(ByteSize.text(range.upperBound))")
        }
        return value
    }

    /// Seconds of real time.
    func duration(_ node: ConfigNode, _ what: String, in range: ClosedRange<Int64>) -> Int64? {
        guard let milliseconds = milliseconds(node, what, allowsDays: true) else { return nil }
        guard milliseconds % 1000 == 0, range.contains(milliseconds / 1000) else {
            let bounds = [range.lowerBound, range.upperBound].map {
                DurationText.format($0 * 1000, usesDays: true)
            }
            return wrong(node, what, "whole seconds from \(bounds[0]) to \(bounds[1])")
        }
        return milliseconds / 1000
    }

    /// Milliseconds of working time, above 0. A target may be told to use real time instead.
    func workingTime(_ node: ConfigNode, _ what: String, isTarget: Bool = false) -> Int64? {
        if case .scalar(let text, _) = node.content, (try? DurationText.parse(text)) != nil,
            (try? DurationText.parse(text, allowsDays: false)) == nil
        {
            problems.error(
                node.location,
                "\(what): a day of working time has no length: write hours" + (isTarget ? ", or {real: \(text)}" : ""))
            return nil
        }
        guard let milliseconds = milliseconds(node, what, allowsDays: false) else { return nil }
        return milliseconds > 0 ? milliseconds : wrong(node, what, "working time above 0, such as 30m or 40h")
    }

    private func milliseconds(_ node: ConfigNode, _ what: String, allowsDays: Bool) -> Int64? {
        guard case .scalar(let text, _) = node.content else {
            return wrong(node, what, "a duration such as 30s, 10m or \(allowsDays ? "14d" : "40h")")
        }
        do {
            return try DurationText.parse(text, allowsDays: allowsDays)
        } catch {
            problems.error(node.location, "\(what): \(error)")
            return nil
        }
    }

    /// A list of texts; one text alone counts as a list of one.
    func texts(_ node: ConfigNode, _ what: String) -> [(text: String, location: SourceLocation)] {
        switch node.content {
        case .scalar(let text, _) where !text.isEmpty:
            return [(text, node.location)]
        case .list(let items):
            return items.compactMap { item in text(item, what).map { ($0, item.location) } }
        default:
            return wrong(node, what, "text or a list of texts") ?? []
        }
    }

    /// One of the raw values of `Choice`.
    func choice<Choice: RawRepresentable & CaseIterable>(_ node: ConfigNode, _ what: String, as type: Choice.Type)
        -> Choice? where Choice.RawValue == String
    {
        guard let text = text(node, what) else { return nil }
        return choice(text, at: node.location, what, as: type)
    }

    func choice<Choice: RawRepresentable & CaseIterable>(
        _ text: String, at location: SourceLocation, _ what: String, as type: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        if let value = Choice(rawValue: text) { return value }
        let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        problems.error(location, "\(what) is one of \(known), not “\(ConfigNode.shortened(text))”")
        return nil
    }

    /// A name given to something: it stands in commands, filters and addresses, so it is letters, digits, `.`, `_`
    /// and `-`, at most 64 of them.
    func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64 && text.first != "-" && text.first != "."
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    private func wrong<Value>(_ node: ConfigNode, _ what: String, _ allowed: String) -> Value? {
        problems.error(node.location, "\(what) takes \(allowed), not \(node.kind)")
        return nil
    }
}
