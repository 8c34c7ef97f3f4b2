import ChannelKit
import InboxConfig
import InboxDomain
import InboxEngine
import ManifestChannel
import Transport

/// Builds everything that follows from the configuration, without touching what runs: reading, checking, loading the
/// channels, making the adapters. A reload does all of this before it swaps.
struct GraphBuilder: Sendable {
    private let options: DaemonOptions
    private let http: any HTTPExchange

    init(options: DaemonOptions, http: any HTTPExchange) {
        self.options = options
        self.http = http
    }

    /// The graph, or nil where a diagnostic is an error; all findings at once either way.
    func build() -> (graph: EngineGraph?, diagnostics: [Diagnostic]) {
        let loaded = ConfigurationLoader.load(
            path: options.configurationPath, environment: options.environment,
            credentialsDirectory: options.environment["CREDENTIALS_DIRECTORY"], predicates: JQPredicateCompiler())
        var diagnostics = loaded.diagnostics
        guard let configuration = loaded.configuration else { return (nil, diagnostics) }
        let library = ManifestLibrary.load(
            directories: configuration.channelDirectories, exchange: http,
            timeout: .seconds(configuration.outbox.timeout))
        diagnostics += library.diagnostics
        let registry = ChannelRegistry(library.factories)
        var adapters: [String: any ChannelAdapter] = [:]
        for inbox in configuration.inboxes.values.sorted(by: { $0.name < $1.name }) {
            do throws(ChannelConfigurationError) {
                adapters[inbox.name] = try registry.makeAdapter(for: inbox)
            } catch {
                diagnostics += error.diagnostics
            }
        }
        guard !diagnostics.contains(where: { $0.severity == .error }) else { return (nil, diagnostics) }
        return (EngineGraph(configuration: configuration, adapters: adapters), diagnostics)
    }
}
