import ChannelKit
import InboxDomain

/// The `errors:` of a manifest as a part of the jq program that judges an answer.
struct ResponseRules: Sendable {
    /// What the first rule that matches says; `retryAfter` in seconds.
    typealias Match = (
        classification: ResponseClassifier.Class, retryAfter: Double?, code: String?, detail: String?
    )

    /// Seconds to wait where a provider says "later" and not when.
    private static let defaultWait: Double = 60
    /// Providers say no more than this; a longer wait is for whoever tries again to give up on.
    private static let longestWait: Double = 86_400

    private let rules: [ResponseClassifier.Rule]

    init(_ rules: [ResponseClassifier.Rule]) {
        self.rules = rules
    }

    /// Gives a list with a list of four for each rule, in their order.
    var source: String {
        let lists = rules.map {
            "[\(Self.one($0.when)), \(Self.one($0.retryAfter)), \(Self.one($0.code)), \(Self.one($0.detail))]"
        }
        return "[\(lists.joined(separator: ", "))]"
    }

    /// Each expression is a closed term of its own: an error in one is null there, and nowhere else.
    static func one(_ expression: String?) -> String { expression.map { "_one((\($0)\n))" } ?? "null" }

    /// Reads what `source` gave; nil where no rule matches.
    func match(in lists: [JSONValue]) -> Match? {
        for (list, rule) in zip(lists, rules) {
            guard case .array(let values) = list, values.count == 4, Self.holds(values[0]) else { continue }
            return (
                rule.classification, values[1].scalarText.flatMap { Double($0) }, values[2].scalarText,
                values[3].scalarText
            )
        }
        return nil
    }

    /// As in jq: everything but null and false.
    static func holds(_ value: JSONValue) -> Bool {
        value != .null && value != .bool(false)
    }

    /// When to try again, where a provider asks to wait so many seconds.
    static func instant(after seconds: Double?, from now: Instant) -> Instant {
        let seconds = seconds.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil } ?? defaultWait
        return now.adding(milliseconds: Int64((min(seconds, longestWait) * 1000).rounded(.up)))
    }
}
