import BusinessTime
import Foundation
import InboxConfig
import InboxDaemon
import InboxDomain
import InboxEngine

/// The pure rules: working time over a day and over ten years, and a message through a tree of 200 nodes.
struct RulesBench {
    let workplace: Workplace

    private static let rounds = 200_000

    func run() throws {
        let built = Daemon.graph(DaemonOptions(configurationPath: workplace.configurationFile.path, environment: [:]))
        guard let graph = built.graph, let calendar = graph.configuration.calendars["office"] else {
            throw BenchError(description: built.diagnostics.map(\.rendered).joined(separator: "\n"))
        }
        print("rules: \(Self.rounds) rounds a measurement")
        let hour: Int64 = 3_600_000
        let start: Int64 = 1_772_445_600_000
        var sink: Int64 = 0
        let day = measure("due, 4 h") { sink &+= calendar.due(from: start &+ $0 &* 1000, milliseconds: 4 * hour) ?? 0 }
        let decade = measure("due, ten years of work") {
            sink &+= calendar.due(from: start &+ $0 &* 1000, milliseconds: 20_000 * hour) ?? 0
        }
        _ = measure("elapsed, a day") {
            sink &+= calendar.elapsed(from: start &+ $0 &* 1000, to: start &+ $0 &* 1000 &+ 24 * hour)
        }
        _ = measure("elapsed, ten years") {
            sink &+= calendar.elapsed(from: start &+ $0 &* 1000, to: start &+ $0 &* 1000 &+ 87_600 * hour)
        }
        print(String(format: "  ten years to a day       %8.2f   (goal: under 1.50)", decade / day))
        let tree = RoutingTree(Self.route(nodes: 200))
        let facts = RoutingFacts(
            channel: "email", inbox: "support", from: "nadia@example.net", subject: "Where is my parcel?",
            text: "It was due on Monday, and nothing has come.")
        _ = measure("route, 200 nodes (goal: under 20 µs)") { _ in sink &+= Int64(tree.decide(facts).queue.utf8.count) }
        if sink == 0 { print("") }
    }

    /// Siblings of every common kind; none matches, so all are asked.
    private static func route(nodes: Int) -> Route {
        let children = (0..<nodes).map { number in
            let matcher: Matcher =
                switch number % 4 {
                case 0: Matcher(field: .inbox, patterns: [.equals("inbox-\(number)")])
                case 1: Matcher(field: .domain, patterns: [.equals("customer-\(number).example")])
                case 2: Matcher(field: .from, patterns: [.glob("*@vip-\(number).example")])
                default: Matcher(field: .subject, patterns: [.glob("*order \(number)*")])
                }
            return Route(matchers: [matcher], settings: RouteSettings(queue: "billing"))
        }
        return Route(settings: RouteSettings(queue: "support", priority: .normal), children: children)
    }

    /// Seconds a round.
    private func measure(_ name: String, _ body: (Int64) -> Void) -> Double {
        let start = Date()
        for round in 0..<Int64(Self.rounds) { body(round) }
        let seconds = Date().timeIntervalSince(start) / Double(Self.rounds)
        print(String(format: "  %@ %8.3f µs", name.padding(toLength: 38, withPad: " ", startingAt: 0), seconds * 1e6))
        return seconds
    }
}
