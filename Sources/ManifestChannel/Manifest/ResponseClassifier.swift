import ChannelKit
import Transport

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
    private let rules: ResponseRules

    init(success: String, id: String?, rules: [Rule], limits: JQProgram.Limits) throws(JQError) {
        self.rules = ResponseRules(rules)
        let source = "[\(ResponseRules.one(success)), \(ResponseRules.one(id)), \(self.rules.source)]"
        program = try JQPool(source, limits: limits)
    }

    /// What the expressions see: `{step, status, headers, body}`; the body is what it says where it is JSON, and a text where
    /// not.
    static func input(of response: HTTPResponse, step: String? = nil) -> [UInt8] {
        var headers = JSONObject()
        for header in response.headers.prefix(200) where headers[header.name] == nil {
            headers[header.name] = .string(header.value)
        }
        let name = step.map(JSONValue.string) ?? .null
        var json = Array("{\"step\":\(name.json),\"status\":\(response.status),\"headers\":".utf8)
        JSONValue.object(headers).write(to: &json)
        json += ",\"body\":".utf8
        if (try? JSONValue(parsing: response.body)) != nil {
            json += response.body
        } else {
            JSONValue.write(String(decoding: response.body, as: UTF8.self), to: &json)
        }
        json.append(UInt8(ascii: "}"))
        return json
    }

    /// Judges the `input` of an answer. Blocks up to the program's time limit.
    /// Of a step, which only prepares a message, `success` is not asked: the rules alone say what fails.
    func judge(_ answer: [UInt8], with variables: [UInt8], isStep: Bool = false) throws(JQError) -> Verdict {
        guard case .array(let parts)? = try program.run(answer, with: variables).first, parts.count == 3,
            case .array(let lists) = parts[2]
        else { return .unknown }
        if !isStep, ResponseRules.holds(parts[0]) { return .success(id: parts[1].scalarText) }
        guard let match = rules.match(in: lists) else { return .unknown }
        return .failure(
            match.classification, retryAfter: match.retryAfter, code: match.code, detail: match.detail)
    }
}
