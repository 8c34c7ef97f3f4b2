import ChannelKit
import Transport

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
    private let rules: ResponseRules

    init(_ expressions: Expressions, limits: JQProgram.Limits) throws(JQError) {
        rules = ResponseRules(expressions.rules)
        program = try JQPool(Self.source(expressions, rules), limits: limits)
    }

    private static func source(_ expressions: Expressions, _ rules: ResponseRules) -> String {
        let items = "(try [(\(expressions.items)\n) | [., \(ResponseRules.one(expressions.key))]] catch null)"
        let success = ResponseRules.one(expressions.success)
        return """
            \(success) as $_success | [$_success, (if $_success then \(items) else [] end), \
            \(ResponseRules.one(expressions.cursor)), \(ResponseRules.one(expressions.more)), \(rules.source)]
            """
    }

    /// What the expressions see; `cursor` is JSON.
    static func input(of response: HTTPResponse, cursor: String?) -> [UInt8] {
        var json = ResponseClassifier.input(of: response)
        json.removeLast()
        return json + Array(",\"cursor\":\(cursor ?? "null")}".utf8)
    }

    /// Judges the `input` of an answer. Blocks up to the program's time limit.
    func judge(_ answer: [UInt8], with variables: [UInt8]) throws(JQError) -> Verdict {
        guard case .array(let parts)? = try program.run(answer, with: variables).first, parts.count == 5,
            case .array(let lists) = parts[4]
        else { return .unknown }
        guard !ResponseRules.holds(parts[0]) else {
            guard case .array(let items) = parts[1], items.count <= Self.maximumItems else { return .broken }
            return .page(
                Page(
                    items: items.compactMap { item in
                        guard case .array(let pair) = item, pair.count == 2 else { return nil }
                        return Page.Item(key: pair[1].scalarText, json: pair[0])
                    }, cursor: parts[2].isNull ? nil : parts[2], hasMore: ResponseRules.holds(parts[3])))
        }
        guard let match = rules.match(in: lists) else { return .unknown }
        return .failure(
            match.classification, retryAfter: match.retryAfter, code: match.code, detail: match.detail)
    }
}
