import InboxDomain
import Testing

/// The compiled tree against the plain reading of its rules, over random trees and messages.
@Suite struct RoutingTreePropertyTests {
    private static let words = [
        "whatsapp", "Telegram", "ÄRGER", "ärger", "a", "", "urgent order", "x@b.example", "K", "\u{212A}",
    ]
    private static let globs = [
        "*", "w*", "*GRAM", "*rge*", "*r?e*", "?", "*@B.example", "**", "*urgent*", "*ärger*", "*or??r*",
    ]
    private static let fields: [Matcher.Field] = [
        .channel, .inbox, .from, .recipient, .subject, .text, .domain, .header("x-a"), .contact("tier"), .language,
        .automatic, .knownContact, .attachment, .attachmentType, .contactTag,
    ]

    @Test(arguments: 1...20 as ClosedRange<UInt64>) func decidesAsTheRulesSay(seed: UInt64) {
        var random = SeededGenerator(state: seed)
        for _ in 0..<20 {
            let route = Self.route(depth: 3, &random)
            let tree = RoutingTree(route)
            for _ in 0..<10 {
                let facts = Self.facts(&random)
                var expected: [Int] = []
                Self.walk(route, facts, &expected)
                let decision = tree.decide(facts)
                #expect(decision.path.map(\.location.line) == expected)
                #expect(decision.queue == "q\(expected.last ?? -1)")
            }
        }
    }

    /// The rules, word for word.
    private static func walk(_ route: Route, _ facts: RoutingFacts, _ path: inout [Int]) {
        path.append(route.location.line)
        for child in route.children where child.matchers.allSatisfy({ $0.matches(facts) }) {
            walk(child, facts, &path)
            if !child.continues { return }
        }
    }

    private static func route(depth: Int, _ random: inout SeededGenerator) -> Route {
        let line = Int.random(in: 1...1_000_000, using: &random)
        let children = depth == 0 ? 0 : Int.random(in: 0...5, using: &random)
        return Route(
            matchers: (0..<Int.random(in: 0...2, using: &random)).map { _ in matcher(&random) },
            settings: RouteSettings(queue: "q\(line)"), continues: Int.random(in: 0..<4, using: &random) == 0,
            children: (0..<children).map { _ in route(depth: depth - 1, &random) },
            location: SourceLocation(file: "f", line: line))
    }

    private static func matcher(_ random: inout SeededGenerator) -> Matcher {
        let patterns = (0..<Int.random(in: 1...3, using: &random)).map { _ -> Matcher.Pattern in
            Bool.random(using: &random)
                ? .equals(words.randomElement(using: &random) ?? "")
                : .glob(globs.randomElement(using: &random) ?? "*")
        }
        return Matcher(
            field: fields.randomElement(using: &random) ?? .text, patterns: patterns,
            isNegated: Int.random(in: 0..<4, using: &random) == 0)
    }

    private static func facts(_ random: inout SeededGenerator) -> RoutingFacts {
        func word() -> String { words.randomElement(using: &random) ?? "" }
        func maybe() -> String? { Bool.random(using: &random) ? word() : nil }
        return RoutingFacts(
            channel: word(), inbox: word(), from: word(), recipient: maybe(), subject: maybe(),
            text: word() + " " + word(), locale: maybe(), attachments: Bool.random(using: &random) ? [.image] : [],
            attachmentTypes: [word()], headers: maybe().map { ["x-a": $0] } ?? [:],
            isAutomatic: Bool.random(using: &random), contact: maybe().map { ["tier": $0, "tags": $0] } ?? [:],
            isKnownContact: Bool.random(using: &random))
    }
}
