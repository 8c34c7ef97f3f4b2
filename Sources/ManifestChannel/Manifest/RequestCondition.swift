import ChannelKit

/// Which requests something is about; all of it must hold.
struct RequestCondition: Sendable {
    /// What a value must be.
    enum Expectation: Sendable, Hashable {
        /// There must be one: written `"*"`.
        case present
        case equals(JSONValue)
        /// Written with a `*` at its end.
        case begins(String)

        func holds(for value: JSONValue?) -> Bool {
            guard let value, !value.isNull else { return false }
            switch self {
            case .present: return true
            case .begins(let prefix): return value.scalarText?.hasPrefix(prefix) ?? false
            case .equals(let wanted):
                if let text = wanted.scalarText { return value.scalarText == text }
                return value == wanted
            }
        }
    }

    /// None: any.
    var methods: [String] = []
    var path: PathPattern?
    var query: [(name: String, expectation: Expectation)] = []
    var headers: [(name: String, expectation: Expectation)] = []
    var form: [(name: String, expectation: Expectation)] = []
    var json: [(path: JSONPath, expectation: Expectation)] = []

    var isEmpty: Bool {
        methods.isEmpty && path == nil && query.isEmpty && headers.isEmpty && form.isEmpty && json.isEmpty
    }

    /// The body is looked at last: mostly something else has settled it by then.
    func holds(for request: WebhookRequest) -> Bool {
        if !methods.isEmpty, !methods.contains(request.method) { return false }
        if let path, path.values(in: request.subpath) == nil { return false }
        for (name, expectation) in headers
        where !expectation.holds(for: request.header(name).map(JSONValue.string)) { return false }
        if !query.isEmpty, !Self.hold(query, request.queryFields) { return false }
        if !form.isEmpty {
            guard let fields = request.bodyFields, Self.hold(form, fields) else { return false }
        }
        for (path, expectation) in json {
            guard let values = try? path.values(in: request.body), expectation.holds(for: values.last) else {
                return false
            }
        }
        return true
    }

    private static func hold(_ wanted: [(name: String, expectation: Expectation)], _ fields: FormFields) -> Bool {
        wanted.allSatisfy { $0.expectation.holds(for: fields[$0.name].map(JSONValue.string)) }
    }
}
