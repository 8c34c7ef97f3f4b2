import ArgumentParser
import InboxConfig
import InboxDomain

struct RouteShow: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "The routing tree of a configuration file.",
        discussion: "One node a line: what it asks for, and what it sets. The first child that matches wins.")

    @Flag(help: "As a tree, which is the only form; for those who say so.")
    var tree = false

    @Option(help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config = OfflineConfiguration.defaultFile

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let routes = try OfflineConfiguration.loadRules(config, session).routes
        try show(RouteNode(routes), session) { node, style in node.lines(style) }
    }
}

/// A node of the routing tree, for people.
private struct RouteNode: Encodable {
    /// `file:line:column`.
    var location: String
    /// As `route test` has it: `channel: whatsapp, telegram`; `everything` for the root.
    var match: String
    var sets: [String]
    var continues: Bool
    var children: [RouteNode]

    enum CodingKeys: String, CodingKey {
        case location, match, sets
        case continues = "continue"
        case children
    }

    init(_ route: Route) {
        let step = RoutingDecision.Step(location: route.location, matchers: route.matchers, settings: route.settings)
        location = step.location.description
        match = step.description
        sets = step.sets
        continues = route.continues
        children = route.children.map(Self.init)
    }

    func lines(_ style: Style) -> [String] {
        [text(style)] + branches(style, indent: "")
    }

    private func branches(_ style: Style, indent: String) -> [String] {
        children.enumerated().flatMap { index, child in
            let isLast = index == children.count - 1
            return [indent + (isLast ? "└─ " : "├─ ") + child.text(style)]
                + child.branches(style, indent: indent + (isLast ? "   " : "│  "))
        }
    }

    private func text(_ style: Style) -> String {
        var text = style.paint(DisplayText.clean(match), .strong)
        if !sets.isEmpty { text += " → " + DisplayText.clean(sets.joined(separator: ", ")) }
        if continues { text += ", and goes on" }
        return text + "  " + style.paint(DisplayText.clean(location), .faint)
    }
}
