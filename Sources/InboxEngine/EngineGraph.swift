package import ChannelKit
package import InboxConfig
package import InboxDomain
import Synchronization

/// Everything that follows from the configuration, resolved: what the services look things up in. Immutable.
package struct EngineGraph: Sendable {
    package let configuration: Configuration
    /// By inbox name.
    package let adapters: [String: any ChannelAdapter]
    /// Why an inbox of the configuration has no adapter: its channel's files cannot be used. By inbox name.
    package let failures: [String: String]
    /// The channels that files describe, by name.
    package let channels: [ChannelState]
    /// By policy name, each with its calendar.
    package let rules: [String: SLARules]
    /// Whose the mail addresses are.
    package let mailboxes: MailAddressBook
    /// The version of each policy that is in force, those that left the configuration among them; empty where versions are
    /// not kept (see `PolicyRegistry`).
    package var versions: [String: Int64] = [:]
    /// Whether routing asks how many open conversations a contact has, which costs a query.
    let routesCountConversations: Bool
    /// Whether routing asks for the whole event, which has to be written as JSON for that.
    let routesReadEvents: Bool
    /// The configuration's routes, made ready to be asked.
    package let routes: RoutingTree

    package init(
        configuration: Configuration, adapters: [String: any ChannelAdapter], failures: [String: String] = [:],
        channels: [ChannelState] = []
    ) {
        self.configuration = configuration
        self.adapters = adapters
        self.failures = failures
        self.channels = channels
        routes = RoutingTree(configuration.routes)
        var mailboxes = MailAddressBook()
        for (name, adapter) in adapters.sorted(by: { $0.key < $1.key }) {
            for address in adapter.mailAddresses { _ = mailboxes.add(address, of: name) }
        }
        self.mailboxes = mailboxes
        routesCountConversations = configuration.routes.mentions(.openConversations)
        routesReadEvents = configuration.routes.mentions(.event)
        rules = configuration.policies.compactMapValues { policy in
            configuration.calendars[policy.calendar].map { SLARules(policy: policy, workingTime: $0) }
        }
    }

    /// What is wrong with the files of a channel while its last good version is in use; nil where nothing is.
    package func problem(ofOutdated channel: String) -> String? {
        guard let state = channels.first(where: { $0.name == channel }), state.condition == .outdated else {
            return nil
        }
        return state.problems.first.map { "the last good version of channel \(channel) is in use: \($0.rendered)" }
    }

    package func rules(of policy: String?) -> SLARules? {
        policy.flatMap { rules[$0] }
    }
}

/// Holds the graph in force. A reload swaps it whole; whoever works on something keeps the graph that it began with.
package final class GraphHolder: Sendable {
    private let graph: Mutex<EngineGraph>
    /// Notified after each swap.
    package let replaced = Notifier()

    package init(_ graph: EngineGraph) {
        self.graph = Mutex(graph)
    }

    package var current: EngineGraph { graph.withLock { $0 } }

    package func replace(with graph: EngineGraph) {
        self.graph.withLock { $0 = graph }
        replaced.notify()
    }
}
