package import ChannelKit
package import InboxDomain
package import Logging

/// Makes the adapters of the channel `exec`: a child process an inbox, JSON lines on its standard input and output
/// (`docs/exec-protocol.md`).
///
/// One factory lives as long as the daemon: it knows the running child of each inbox, and a reload makes new adapters
/// which must find the child that runs on.
package struct ExecChannelFactory: ChannelFactory {
    package let channel = "exec"

    private let links = ExecLinks()
    private let clock: any SourceClock
    private let logger: Logger

    package init(clock: any SourceClock = SystemSourceClock(), logger: Logger = Logger(label: "inboxd")) {
        self.clock = clock
        self.logger = logger
    }

    package func makeAdapter(for inbox: InboxDefinition) throws(ChannelConfigurationError) -> any ChannelAdapter {
        let settings = try ExecSettings(inbox)
        return ExecAdapter(
            inbox: inbox, links: links,
            source: ExecSource(inbox: inbox.name, settings: settings, links: links, clock: clock, logger: logger))
    }
}
