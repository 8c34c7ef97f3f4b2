extension ConformanceKit {
    /// The checks as they are made, each told once.
    struct Findings {
        private let tell: (ConformanceCheck) -> Void
        private(set) var checks: [ConformanceCheck] = []
        private var unusable: [String] = []
        /// Ids of events that came in the first run, none of which was acknowledged.
        var unacknowledged: [String] = []

        init(tell: @escaping (ConformanceCheck) -> Void) {
            self.tell = tell
        }

        var hasSaidHello: Bool {
            checks.contains { $0.name == ConformanceRule.hello.rawValue && $0.outcome == .passed }
        }

        /// `problem` is what it did instead.
        mutating func judge(_ rule: ConformanceRule, _ isGood: Bool, _ problem: String) {
            add(rule, isGood ? .passed : .failed, isGood ? "" : problem)
        }

        mutating func skip(_ rule: ConformanceRule, _ reason: String) {
            add(rule, .skipped, reason)
        }

        /// Notes what a run wrote that is no line of the protocol.
        mutating func add(_ probe: AdapterProbe) {
            unusable += probe.said.compactMap { if case .unusable(let problem) = $0 { problem } else { nil } }
        }

        /// The rule that is judged over all runs, and those that were not come to.
        mutating func finish() {
            judge(.stdout, unusable.isEmpty, unusable.prefix(3).joined(separator: "; "))
            for rule in ConformanceRule.allCases where !checks.contains(where: { $0.name == rule.rawValue }) {
                skip(rule, "it said no hello")
            }
        }

        private mutating func add(_ rule: ConformanceRule, _ outcome: ConformanceCheck.Outcome, _ detail: String) {
            let check = ConformanceCheck(name: rule.rawValue, rule: rule.text, outcome: outcome, detail: detail)
            checks.append(check)
            tell(check)
        }
    }
}
