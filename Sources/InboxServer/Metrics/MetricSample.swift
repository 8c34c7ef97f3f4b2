/// One value that is looked up when the page is asked for: a depth, an age.
package struct MetricSample: Sendable {
    /// The name of a declared gauge.
    package var name: String
    package var labels: [(String, String)]
    package var value: Double

    package init(_ name: String, labels: [(String, String)] = [], _ value: Double) {
        self.name = name
        self.labels = labels
        self.value = value
    }
}
