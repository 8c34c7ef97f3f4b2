import ChannelKit

/// What an answer to a poll means: the expressions of `poll:`, compiled into one jq program.
struct PollReader: Sendable {
    /// One page of finds.
    struct Page: Sendable, Hashable {
        struct Item: Sendable, Hashable {
            var key: String?
            var json: JSONValue
        }

        var items: [Item]
        /// As JSON; nil: as before.
        var cursor: JSONValue?
        /// Whether to ask again at once.
        var hasMore: Bool
    }

    enum Verdict: Sendable, Hashable {
        case page(Page)
        /// `retryAfter` in seconds.
        case failure(ResponseClassifier.Class, retryAfter: Double?, code: String?, detail: String?)
        /// Neither success nor any rule.
        case unknown
        /// `items` raised an error.
        case broken
    }

    /// The expressions, each over `{status, headers, body, cursor}`; `key` over an item.
    struct Expressions: Sendable {
        var success: String
        var items: String
        var key: String?
        var cursor: String?
        var more: String?
        var rules: [ResponseClassifier.Rule]
    }

    /// Items of one page.
    static let maximumItems = 1000

    private let program: JQPool
    private let classes: [ResponseClassifier.Class]

    init(_ expressions: Expressions, limits: JQProgram.Limits) throws(JQError) {
        program = try JQPool(Self.source(expressions), limits: limits)
        classes = expressions.rules.map(\.classification)
    }

    /// Each expression is a closed term of its own: an error in one is null there, and nowhere else.
    private static func source(_ expressions: Expressions) -> String {
        func one(_ expression: String?) -> String { expression.map { "_one((\($0)\n))" } ?? "null" }
        let rules = expressions.rules.map {
            "[\(one($0.when)), \(one($0.retryAfter)), \(one($0.code)), \(one($0.detail))]"
        }
        let items = "(try [(\(expressions.items)\n) | [., \(one(expressions.key))]] catch null)"
        let success = one(expressions.success)
        return """
            \(success) as $_success | [$_success, (if $_success then \(items) else [] end), \(one(expressions.cursor)), \
            \(one(expressions.more)), [\(rules.joined(separator: ", "))]]
            """
    }

    /// Judges the JSON text of an object `{status, headers, body, cursor}`. Blocks up to the program's time limit.
    func judge(_ answer: [UInt8], with variables: [UInt8]) throws(JQError) -> Verdict {
        guard case .array(let parts)? = try program.run(answer, with: variables).first, parts.count == 5,
            case .array(let rules) = parts[4]
        else { return .unknown }
        guard !Self.holds(parts[0]) else {
            guard case .array(let items) = parts[1], items.count <= Self.maximumItems else { return .broken }
            return .page(
                Page(
                    items: items.compactMap { item in
                        guard case .array(let pair) = item, pair.count == 2 else { return nil }
                        return Page.Item(key: pair[1].scalarText, json: pair[0])
                    }, cursor: parts[2].isNull ? nil : parts[2], hasMore: Self.holds(parts[3])))
        }
        for (rule, classification) in zip(rules, classes) {
            guard case .array(let values) = rule, values.count == 4, Self.holds(values[0]) else { continue }
            return .failure(
                classification, retryAfter: values[1].scalarText.flatMap { Double($0) }, code: values[2].scalarText,
                detail: values[3].scalarText)
        }
        return .unknown
    }

    /// As in jq: everything but null and false.
    private static func holds(_ value: JSONValue) -> Bool {
        value != .null && value != .bool(false)
    }
}
