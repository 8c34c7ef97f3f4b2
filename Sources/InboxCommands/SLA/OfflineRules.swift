import InboxConfig
import InboxDomain

/// A policy of a configuration file, with its calendar.
enum OfflineRules {
    /// Throws `usage` where there is none of that name, naming the nearest.
    static func find(
        _ policy: String, in configuration: Configuration, _ file: String
    ) throws(CommandError) -> SLARules {
        guard let found = configuration.policies[policy], let calendar = configuration.calendars[found.calendar] else {
            let names = configuration.policies.keys.sorted()
            throw CommandError(
                .usage, "\(file) has no SLA policy “\(policy)”",
                hint: Spelling.nearest(to: policy, among: names).map { "did you mean “\($0)”?" }
                    ?? (names.isEmpty ? "it has no policies at all" : "one of: " + names.joined(separator: ", ")))
        }
        return SLARules(policy: found, workingTime: calendar)
    }
}
