import ChannelKit
import EmailChannel
import ExecChannel
import Foundation
import InboxConfig
import InboxDomain
import InboxEngine
import Logging
import ManifestChannel
import Transport

/// Builds everything that follows from the configuration, without touching what runs: reading, checking, loading the
/// channels, making the adapters. A reload does all of this before it swaps.
struct GraphBuilder: Sendable {
    private let options: DaemonOptions
    private let http: any HTTPExchange
    private let mail: (any MailExchange)?
    /// Kept from one graph to the next.
    private let library: ManifestLibrary
    /// To IMAP servers; its thread begins with the first connection.
    private let streams: any StreamConnector = CurlStreams()
    /// The adapters that run, over all reloads.
    private let programs: ExecChannels

    init(options: DaemonOptions, http: any HTTPExchange, mail: (any MailExchange)? = nil, logger: Logger) {
        programs = ExecChannels(logger: logger)
        self.options = options
        self.http = http
        self.mail = mail
        library = ManifestLibrary(exchange: http)
    }

    /// The graph, or nil where a diagnostic is an error; all findings at once either way.
    ///
    /// What is wrong with a channel's files is a warning where the graph is to run: its inboxes have their former adapter, or
    /// are among the failures. With `strictly` it is an error.
    func build(strictly: Bool = false) -> (graph: EngineGraph?, diagnostics: [Diagnostic]) {
        let loaded = ConfigurationLoader.load(
            path: options.configurationPath, environment: options.environment,
            credentialsDirectory: options.environment["CREDENTIALS_DIRECTORY"], predicates: JQPredicateCompiler())
        guard let configuration = loaded.configuration else { return (nil, loaded.diagnostics) }
        return build(from: configuration, loaded.diagnostics, strictly: strictly)
    }

    /// Changes with every channel whose files were read.
    var channelGeneration: Int { library.generation }

    /// The graph of a configuration that is in force; nil where no file of its channels changed since that generation.
    func rebuild(
        _ configuration: Configuration, since generation: Int
    ) -> (graph: EngineGraph?, diagnostics: [Diagnostic])? {
        let built = build(from: configuration, [], strictly: false)
        return library.generation == generation ? nil : built
    }

    private func build(
        from configuration: Configuration, _ findings: [Diagnostic], strictly: Bool
    ) -> (graph: EngineGraph?, diagnostics: [Diagnostic]) {
        var diagnostics = findings
        let folders = AdapterLibrary(directories: configuration.adapterDirectories)
        let registry = ChannelRegistry(
            [EmailChannelFactory(exchange: mail, streams: streams, http: http)]
                + library.factories(
                    in: configuration.channelDirectories, timeout: .seconds(configuration.outbox.timeout))
                + programs.factories(
                    of: folders, stateDirectory: Self.adapterState(beside: configuration.storage)))
        var adapters: [String: any ChannelAdapter] = [:]
        var failures: [String: String] = [:]
        for inbox in configuration.inboxes.values.sorted(by: { $0.name < $1.name }) {
            do throws(ChannelConfigurationError) {
                adapters[inbox.name] = try registry.makeAdapter(for: inbox)
            } catch {
                if error.isOfChannel {
                    let reason = error.diagnostics.first.map { ": \($0.rendered)" } ?? ""
                    failures[inbox.name] = "channel \(inbox.channel) cannot be used\(reason)"
                } else {
                    diagnostics += error.diagnostics
                }
            }
        }
        let channels = library.states
        let used = Set(configuration.inboxes.values.map(\.channel))
        for var problem in channels.flatMap(\.problems) + folders.problems(usedBy: used) {
            if !strictly { problem.severity = .warning }
            diagnostics.append(problem)
        }
        diagnostics += Self.mailProblems(adapters, takesMail: configuration.server.lmtp != nil)
        // A program says when it runs whether it sends.
        diagnostics += ReplyViaChecks.problems(
            configuration, adapters, undecided: Set(adapters.filter { $0.value is ExecAdapter }.keys))
        diagnostics += Self.programProblems(adapters)
        guard !diagnostics.contains(where: { $0.severity == .error }) else { return (nil, diagnostics) }
        let graph = EngineGraph(
            configuration: configuration, adapters: adapters, failures: failures, channels: channels)
        return (graph, diagnostics)
    }

    /// Where adapters keep what they have to remember.
    private static func adapterState(beside storage: StorageConfiguration) -> String {
        switch storage {
        case .sqlite(let path):
            URL(filePath: path).deletingLastPathComponent().appending(path: "adapters").path(percentEncoded: false)
        }
    }

    /// Adapters that will not start. No error: the other inboxes work without them.
    private static func programProblems(_ adapters: [String: any ChannelAdapter]) -> [Diagnostic] {
        adapters.sorted { $0.key < $1.key }.compactMap { name, adapter in
            guard let adapter = adapter as? ExecAdapter, let problem = adapter.startProblem else { return nil }
            return Diagnostic(.warning, at: adapter.inbox.location(of: "command"), "inbox \(name): \(problem)")
        }
    }

    /// Addresses that two inboxes claim, and inboxes that no mail comes to.
    private static func mailProblems(_ adapters: [String: any ChannelAdapter], takesMail: Bool) -> [Diagnostic] {
        var book = MailAddressBook()
        var problems: [Diagnostic] = []
        for (name, adapter) in adapters.sorted(by: { $0.key < $1.key }) {
            let place = adapter.inbox.location(of: "address")
            for address in adapter.mailAddresses {
                guard let other = book.add(address, of: name) else { continue }
                problems.append(
                    Diagnostic(at: place, "the address \(address) belongs to inbox “\(other)” already"))
            }
            if !adapter.mailAddresses.isEmpty, adapter.source == nil, !takesMail {
                problems.append(
                    Diagnostic(
                        .warning, at: place,
                        "no mail will come to inbox \(name): set server.lmtp for an MTA to hand it over"))
            }
        }
        return problems
    }
}
