import BusinessTime
import InboxConfig
import InboxDomain

/// The company that most tests are about.
enum TestConfiguration {
    static let minute: Int64 = 60_000
    static let hour: Int64 = 3_600_000

    static func make() throws -> Configuration {
        let agents = [
            Agent(name: "ann", fullName: "Ann", skills: ["de"], capacity: 2),
            Agent(name: "bob", fullName: "Bob", capacity: 2),
            Agent(name: "cleo", fullName: "Cleo", skills: ["de", "tax"]),
        ]
        let queues = [
            QueueDefinition(name: "support", slaPolicy: "standard", agents: ["ann", "bob", "cleo"]),
            QueueDefinition(name: "vip", slaPolicy: "strict", agents: ["cleo"]),
            QueueDefinition(name: "robin", slaPolicy: "standard", assignment: .roundRobin, agents: ["ann", "bob"]),
            QueueDefinition(name: "plain"),
        ]
        let inboxes = [
            InboxDefinition(name: "chat", channel: "chat"),
            InboxDefinition(name: "mail", channel: "mail", settings: ["address": .text("support@example.com")]),
            InboxDefinition(name: "billing", channel: "mail", settings: ["address": .text("billing@example.com")]),
        ]
        let office = try HoursInterval(parsing: "09:00-17:00")
        let weekdays = try Weekday.parse("mon-fri")
        return Configuration(
            calendars: [
                "always": Calendar(name: "always"),
                "office": Calendar(
                    name: "office",
                    hours: try WeeklyHours(Dictionary(uniqueKeysWithValues: weekdays.map { ($0, [office]) }))),
            ],
            policies: Dictionary(uniqueKeysWithValues: policies.map { ($0.name, $0) }),
            agents: Dictionary(uniqueKeysWithValues: agents.map { ($0.name, $0) }),
            queues: Dictionary(uniqueKeysWithValues: queues.map { ($0.name, $0) }),
            inboxes: Dictionary(uniqueKeysWithValues: inboxes.map { ($0.name, $0) }),
            routes: Route(
                settings: RouteSettings(queue: "support", priority: .normal),
                children: [
                    child("robin", RouteSettings(queue: "robin"), line: 2),
                    child("plain", RouteSettings(queue: "plain"), line: 3),
                    child("office", RouteSettings(slaPolicy: "office", tags: ["slow"]), line: 4),
                    child(
                        "vip", RouteSettings(queue: "vip", priority: .high, tags: ["vip"], skills: ["tax"]), line: 5),
                    child("escalate", RouteSettings(slaPolicy: "escalating"), line: 6),
                ], location: SourceLocation(file: "routes", line: 1)),
            conversations: ConversationRules(followUpWindow: 86_400),
            outbox: OutboxRules(minimalBackoff: 5, maximalBackoff: 60, lifetime: 3600, timeout: 30))
    }

    /// A route for messages with that word in their text.
    private static func child(_ word: String, _ settings: RouteSettings, line: Int) -> Route {
        Route(
            matchers: [Matcher(field: .text, patterns: [.glob("*\(word)*")])], settings: settings,
            location: SourceLocation(file: "routes", line: line))
    }

    private static let policies: [SLAPolicy] = [
        SLAPolicy(
            name: "standard", calendar: "always", pauseIn: [.pending, .snoozed],
            targets: [
                .normal: [
                    .firstResponse: .working(hour), .nextResponse: .working(30 * minute), .resolution: .real(8 * hour),
                ],
                .urgent: [.firstResponse: .working(10 * minute), .resolution: .real(2 * hour)],
            ]),
        SLAPolicy(
            name: "strict", calendar: "always", pauseIn: [.pending],
            targets: [
                .normal: [.firstResponse: .working(5 * minute)], .high: [.firstResponse: .working(5 * minute)],
            ]),
        SLAPolicy(
            name: "office", calendar: "office", targets: [.normal: [.firstResponse: .working(2 * hour)]]),
        SLAPolicy(
            name: "escalating", calendar: "always", targets: [.normal: [.firstResponse: .working(hour)]],
            escalations: [
                EscalationStep(
                    clock: .firstResponse, moment: .fraction(750), actions: [.tag("at-risk"), .notify(["assignee"])]),
                EscalationStep(
                    clock: .firstResponse, moment: .breach(offset: 10 * minute),
                    actions: [.queue("robin"), .note("nobody answered")]),
            ]),
    ]
}
