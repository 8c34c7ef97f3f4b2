package import ChannelKit
import InboxDomain
package import Logging
package import ManifestChannel

/// The adapters in other languages: a child process an inbox, JSON lines on its standard input and output
/// (`docs/exec-protocol.md`).
///
/// One value lives as long as the daemon: it knows the running child of each inbox, and a reload makes new adapters
/// which must find the child that runs on.
package struct ExecChannels: Sendable {
    private let links = ExecLinks()
    private let clock: any SourceClock
    private let logger: Logger

    package init(clock: any SourceClock = SystemSourceClock(), logger: Logger = Logger(label: "inboxd")) {
        self.clock = clock
        self.logger = logger
    }

    /// The channel `exec`, whose inboxes name a command, and a channel for each folder. In `stateDirectory` each inbox has
    /// a folder under its name, for what its adapter has to remember; nil for none.
    package func factories(of library: AdapterLibrary, stateDirectory: String?) -> [any ChannelFactory] {
        let good = ([nil] + library.folders.map(Optional.some)).map { folder -> any ChannelFactory in
            ExecChannelFactory(
                folder: folder, stateDirectory: stateDirectory, links: links, clock: clock, logger: logger)
        }
        return good + library.broken.map { BrokenChannelFactory(channel: $0.name, error: $0.error) }
    }
}

/// Stands where a folder's file cannot be used.
private struct BrokenChannelFactory: ChannelFactory {
    let channel: String
    let error: ChannelConfigurationError

    func makeAdapter(for inbox: InboxDefinition) throws(ChannelConfigurationError) -> any ChannelAdapter {
        throw error
    }
}

/// Makes the adapters of the channel `exec`, or of a channel that a folder describes.
struct ExecChannelFactory: ChannelFactory {
    let folder: AdapterFolder?
    let stateDirectory: String?
    let links: ExecLinks
    let clock: any SourceClock
    let logger: Logger

    var channel: String { folder?.name ?? "exec" }

    func makeAdapter(for inbox: InboxDefinition) throws(ChannelConfigurationError) -> any ChannelAdapter {
        var settings: ExecSettings
        if let folder {
            settings = try ExecSettings(inbox, of: folder)
        } else {
            settings = try ExecSettings(inbox)
        }
        settings.stateDirectory = stateDirectory.map { "\($0)/\(inbox.name)" }
        return ExecAdapter(
            inbox: inbox, links: links, settings: settings,
            source: ExecSource(inbox: inbox.name, settings: settings, links: links, clock: clock, logger: logger))
    }
}
