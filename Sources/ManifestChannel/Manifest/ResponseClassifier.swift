import ChannelKit

/// What a provider's answer means: the expressions of `send:`, compiled into one jq program, since each program costs its
/// own 20 ms.
struct ResponseClassifier: Sendable {
    enum Class: String, Sendable, CaseIterable {
        case transient
        case rateLimited = "rate_limited"
        case permanent
        case needsOperator = "needs_operator"
        case maybeSent = "maybe_sent"
    }

    /// One entry of `errors:`, as jq expressions.
    struct Rule: Sendable {
        var when: String
        var classification: Class
        var retryAfter: String?
        var code: String?
        var detail: String?
    }

    /// What the expressions said of one answer.
    enum Verdict: Sendable, Hashable {
        case success(id: String?)
        /// `retryAfter` in seconds.
        case failure(Class, retryAfter: Double?, code: String?, detail: String?)
        /// Neither success nor any rule.
        case unknown
    }

    private let program: JQPool
    private let classes: [Class]

    init(success: String, id: String?, rules: [Rule], limits: JQProgram.Limits) throws(JQError) {
        program = try JQPool(Self.source(success: success, id: id, rules: rules), limits: limits)
        classes = rules.map(\.classification)
    }

    /// Each expression is a closed term of its own: an error in one is null there, and nowhere else.
    private static func source(success: String, id: String?, rules: [Rule]) -> String {
        func one(_ expression: String?) -> String { expression.map { "_one((\($0)\n))" } ?? "null" }
        let rules = rules.map {
            "[\(one($0.when)), \(one($0.retryAfter)), \(one($0.code)), \(one($0.detail))]"
        }
        return "[\(one(success)), \(one(id)), [\(rules.joined(separator: ", "))]]"
    }

    /// Judges the JSON text of an object `{step, status, headers, body}`. Blocks up to the program's time limit.
    /// Of a step, which only prepares a message, `success` is not asked: the rules alone say what fails.
    func judge(_ answer: [UInt8], with variables: [UInt8], isStep: Bool = false) throws(JQError) -> Verdict {
        guard case .array(let parts)? = try program.run(answer, with: variables).first, parts.count == 3,
            case .array(let rules) = parts[2]
        else { return .unknown }
        if !isStep, Self.holds(parts[0]) { return .success(id: parts[1].scalarText) }
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
