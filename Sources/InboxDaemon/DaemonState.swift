import ChannelKit
import InboxConfig
import InboxDomain
import InboxEngine
import Logging
import Synchronization

/// What the control API and the reload share about the running process.
final class DaemonState: DaemonControl {
    private struct State {
        var loadedAt: Instant
        var problems: [String] = []
        /// Of the channels in the graph in force.
        var channelGeneration: Int
    }

    let startedAt: Instant
    let configurationFile: String
    private let graph: GraphHolder
    private let builder: GraphBuilder
    private let registry: PolicyRegistry
    private let time: any TimeSource
    private let logger: Logger
    private let state: Mutex<State>
    /// The last reload, under way or done: each begins when the one before has ended.
    private let lastReload = Mutex<Task<[Diagnostic], Never>?>(nil)

    init(
        graph: GraphHolder, builder: GraphBuilder, registry: PolicyRegistry, configurationFile: String,
        time: any TimeSource, logger: Logger
    ) {
        self.graph = graph
        self.builder = builder
        self.registry = registry
        self.configurationFile = configurationFile
        self.time = time
        self.logger = logger
        startedAt = time.now()
        state = Mutex(State(loadedAt: startedAt, channelGeneration: builder.channelGeneration))
    }

    var version: String { inboxdVersion }

    var configurationLoadedAt: Instant { state.withLock(\.loadedAt) }

    func problems() -> [String] { state.withLock(\.problems) }

    func configurationText() -> String {
        ConfigurationWriter.yaml(of: graph.current.configuration)
    }

    func reload() async -> [Diagnostic] {
        await inTurn { await $0.readConfiguration() }
    }

    /// Takes over what changed in the files of channels, under the configuration in force. Each channel stands for itself: one
    /// that cannot be used keeps its last good version, and inboxes whose channel did not change keep their adapters.
    func rereadChannels() async {
        _ = await inTurn { await $0.readChannels() }
    }

    private func inTurn(_ work: @escaping @Sendable (DaemonState) async -> [Diagnostic]) async -> [Diagnostic] {
        let task = lastReload.withLock { last in
            let before = last
            let task = Task {
                _ = await before?.value
                return await work(self)
            }
            last = task
            return task
        }
        return await task.value
    }

    private func readChannels() async -> [Diagnostic] {
        let old = graph.current
        let generation = state.withLock(\.channelGeneration)
        guard let built = builder.rebuild(old.configuration, since: generation) else { return [] }
        guard let new = built.graph else {
            for diagnostic in built.diagnostics {
                logger.error("The channels were not read anew.", metadata: ["at": "\(diagnostic.rendered)"])
            }
            return built.diagnostics
        }
        do {
            graph.replace(with: try await registry.register(new))
        } catch {
            logger.error("The channels were not read anew.", metadata: ["error": "\(error)"])
            return built.diagnostics
        }
        state.withLock { $0.channelGeneration = builder.channelGeneration }
        logger.notice("Channels were read anew.")
        report(new.channels)
        return built.diagnostics
    }

    /// Says which channels are not in use as their files stand.
    private func report(_ channels: [ChannelState]) {
        for channel in channels where !channel.problems.isEmpty {
            for problem in channel.problems {
                logger.error(
                    channel.condition == .outdated
                        ? "A channel cannot be used as it stands; its last good version stays in use."
                        : "A channel cannot be used; its inboxes do not work.",
                    metadata: ["channel": "\(channel.name)", "at": "\(problem.rendered)"])
            }
        }
    }

    /// Builds the whole new graph; swaps only where nothing is wrong with it.
    private func readConfiguration() async -> [Diagnostic] {
        let built = builder.build()
        guard let new = built.graph else {
            for diagnostic in built.diagnostics {
                logger.error("The configuration was not reloaded.", metadata: ["at": "\(diagnostic.rendered)"])
            }
            state.withLock { state in
                state.problems = ["the last reload was refused: the configuration has errors (inboxd check)"]
            }
            return built.diagnostics
        }
        let old = graph.current
        do {
            graph.replace(with: try await registry.register(new))
        } catch {
            let place = SourceLocation(file: configurationFile)
            logger.error("The configuration was not reloaded.", metadata: ["error": "\(error)"])
            return built.diagnostics + [Diagnostic(.error, at: place, "the store cannot be written: \(error)")]
        }
        let fixed = fixedAtStart(old.configuration, new.configuration)
        state.withLock { state in
            state.loadedAt = time.now()
            state.channelGeneration = builder.channelGeneration
            state.problems = fixed.map { "\($0) changed: that takes a restart" }
        }
        logger.notice("The configuration was reloaded.", metadata: ["inboxes": "\(new.adapters.count)"])
        report(new.channels)
        let file = SourceLocation(file: configurationFile)
        return built.diagnostics + fixed.map { Diagnostic(.warning, at: file, "\($0) changed: that takes a restart") }
    }

    /// The keys that differ and are read only at start.
    private func fixedAtStart(_ old: Configuration, _ new: Configuration) -> [String] {
        var keys: [String] = []
        if old.server != new.server { keys.append("server") }
        if old.storage != new.storage { keys.append("storage") }
        return keys
    }
}

/// The version that `status` and `--version` show.
package let inboxdVersion = "0.1.0"
