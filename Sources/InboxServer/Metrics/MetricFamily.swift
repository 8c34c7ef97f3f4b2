/// All series of one name.
struct MetricFamily {
    enum Kind: String {
        case counter
        case gauge
        case histogram
        case summary
    }

    /// More series than this under one name are a defect (a label that is no closed set): they are not kept.
    static let mostSeries = 1000

    let name: String
    let kind: Kind
    var help: String?
    private(set) var series: [MetricLabels: any MetricSeries] = [:]

    init(name: String, kind: Kind, help: String? = nil) {
        self.name = name
        self.kind = kind
        self.help = help
    }

    /// The series of these labels, made where it is new. Beyond `mostSeries` it is one that no page shows.
    mutating func member<Series: MetricSeries>(_ labels: MetricLabels, _ make: () -> Series) -> Series {
        if let known = series[labels] as? Series { return known }
        let new = make()
        if series.count < Self.mostSeries, series[labels] == nil { series[labels] = new }
        return new
    }

    func render(into page: inout String, samples: [MetricLabels: Double]) {
        if let help { page += "# HELP \(name) \(MetricText.escapeHelp(help))\n" }
        page += "# TYPE \(name) \(kind.rawValue)\n"
        for labels in Set(series.keys).union(samples.keys).sorted() {
            if let sample = samples[labels] {
                page += "\(name)\(labels.rendered()) \(MetricText.number(sample))\n"
            } else {
                series[labels]?.render(name: name, labels: labels, into: &page)
            }
        }
    }
}

/// The value, or values, behind one set of labels.
protocol MetricSeries: AnyObject, Sendable {
    func render(name: String, labels: MetricLabels, into page: inout String)
}
