import InboxDomain
import Testing

@Suite struct EventPredicateTests {
    /// Says the same of every event.
    private struct Fixed: EventPredicate {
        var description: String
        var answer: EventVerdict
        func verdict(on event: [UInt8]) -> EventVerdict { answer }
    }

    private static func route(_ answers: [EventVerdict], isNegated: Bool) -> Route {
        let patterns = answers.enumerated().map { Matcher.Pattern.predicate(Fixed(description: ".n\($0)", answer: $1)) }
        return Route(
            settings: RouteSettings(queue: "general"),
            children: [
                Route(
                    matchers: [Matcher(field: .event, patterns: patterns, isNegated: isNegated)],
                    settings: RouteSettings(queue: "special"), location: SourceLocation(file: "f", line: 3, column: 5))
            ])
    }

    static let cases: [([EventVerdict], Bool, String, [String])] = [
        ([.holds], false, "special", []), ([.holdsNot], false, "general", []),
        ([.holds], true, "general", []), ([.holdsNot], true, "special", []),
        ([.holdsNot, .holds], false, "special", []),
        ([.failed("slow"), .holds], false, "special", []),
        ([.failed("slow")], false, "general", ["f:3:5: jq failed, which counts as no match: slow"]),
        ([.failed("slow")], true, "general", ["f:3:5: jq failed, which counts as no match: slow"]),
        ([.failed("slow"), .holdsNot], true, "general", ["f:3:5: jq failed, which counts as no match: slow"]),
    ]

    @Test(arguments: cases) func whatFailsMatchesNeitherWay(
        answers: [EventVerdict], isNegated: Bool, queue: String, notes: [String]
    ) {
        let decision = Self.route(answers, isNegated: isNegated).decide(
            RoutingFacts(channel: "c", inbox: "i", from: "f", text: ""))
        #expect(decision.queue == queue)
        #expect(decision.notes == notes)
    }

    /// Reports that it was asked.
    private struct Forbidden: EventPredicate {
        var description: String { "." }
        func verdict(on event: [UInt8]) -> EventVerdict { .failed("asked") }
    }

    @Test func aProgramIsAskedLast() {
        let matchers = [
            Matcher(field: .event, patterns: [.predicate(Forbidden())]),
            Matcher(field: .channel, patterns: [.equals("other")]),
        ]
        let route = Route(children: [Route(matchers: matchers)])
        #expect(route.decide(RoutingFacts(channel: "c", inbox: "i", from: "f", text: "")).notes == [])
    }

    @Test func autoRepliesAreInheritedAndTurnedOff() {
        func reply(_ text: String) -> String? {
            Route(
                settings: RouteSettings(queue: "q", autoReply: .template("received")),
                children: [
                    Route(
                        matchers: [Matcher(field: .text, patterns: [.equals("off")])],
                        settings: RouteSettings(autoReply: .off)),
                    Route(
                        matchers: [Matcher(field: .text, patterns: [.equals("other")])],
                        settings: RouteSettings(autoReply: .template("night"))),
                ]
            ).decide(RoutingFacts(channel: "c", inbox: "i", from: "f", text: text)).autoReply
        }
        #expect(reply("hello") == "received")
        #expect(reply("other") == "night")
        #expect(reply("off") == nil)
    }
}
