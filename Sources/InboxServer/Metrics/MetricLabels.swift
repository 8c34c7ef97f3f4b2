/// The labels of one series, sorted by name.
struct MetricLabels: Hashable, Comparable {
    private struct Label: Hashable, Comparable {
        let name: String
        let value: String

        static func < (a: Label, b: Label) -> Bool {
            (a.name, a.value) < (b.name, b.value)
        }
    }

    private let labels: [Label]

    init(_ pairs: [(String, String)]) {
        labels = pairs.map { Label(name: MetricText.name($0.0), value: $0.1) }.sorted()
    }

    static func < (a: MetricLabels, b: MetricLabels) -> Bool {
        a.labels.lexicographicallyPrecedes(b.labels)
    }

    /// `{name="value",…}`, or nothing; `extra` is appended as it is.
    func rendered(extra: String? = nil) -> String {
        var parts = labels.map { "\($0.name)=\"\(MetricText.escapeValue($0.value))\"" }
        if let extra { parts.append(extra) }
        return parts.isEmpty ? "" : "{\(parts.joined(separator: ","))}"
    }
}
