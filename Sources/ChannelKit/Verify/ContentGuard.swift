/// A condition on what a verified request says: that it is meant for this inbox. A signature alone often proves no more
/// than that some account of the provider's sent it.
package struct ContentGuard: Sendable, Hashable {
    package enum Source: Sendable, Hashable {
        case json(JSONPath)
        case header(String)
        case query(String)
    }

    package var source: Source
    package var allowed: Set<String>

    package init(source: Source, allowed: Set<String>) {
        self.source = source
        self.allowed = allowed
    }

    /// Whether there is such a value, and every one of them is allowed. Not to be asked before the request is verified.
    package func holds(for request: WebhookRequest) -> Bool {
        let values: [String?]
        switch source {
        case .json(let path):
            guard let found = try? path.values(in: request.body) else { return false }
            values = found.map(\.scalarText)
        case .header(let name): values = [request.header(name)]
        case .query(let name): values = [request.queryFields[name]]
        }
        return !values.isEmpty && values.allSatisfy { value in value.map(allowed.contains) ?? false }
    }
}
