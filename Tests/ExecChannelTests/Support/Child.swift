import ChannelKit
import Foundation
import Glibc
import InboxDomain
import Logging
import ManifestChannel

@testable import ExecChannel

/// An adapter of the fixtures, run as the daemon runs it.
struct Child {
    let sink: RecordingSink
    let source: ExecSource
    let adapter: any ChannelAdapter
    let state: String

    static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/adapter.py").path(percentEncoded: false)
    static let example = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "docs/examples/folder_adapter.py")
        .path(percentEncoded: false)

    static func folder() throws -> String {
        let path = FileManager.default.temporaryDirectory.appending(path: "exec-\(UUID().uuidString)")
            .path(percentEncoded: false)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    /// As the daemon does first of all: an adapter that has gone must not take us with it.
    static let ignoresBrokenPipes: Void = { _ = signal(SIGPIPE, SIG_IGN) }()

    init(_ mode: String, settings: [String: SettingValue] = [:], sink: RecordingSink = RecordingSink()) throws {
        _ = Self.ignoresBrokenPipes
        var all = settings
        all["command"] = all["command"] ?? .list(["python3", "-B", Self.script, mode].map(SettingValue.text))
        all["settings"] = .map(["password": .secret(Secret("swordfish"))])
        state = try Self.folder()
        let logger = Logger(label: "test") { _ in SinkLogHandler(sink: sink) }
        let factories = ExecChannels(logger: logger).factories(
            of: AdapterLibrary(directories: []), stateDirectory: state)
        let adapter = try factories[0].makeAdapter(
            for: InboxDefinition(name: "test", channel: "exec", settings: all))
        guard let source = adapter.source as? ExecSource else { fatalError("an exec adapter has a source") }
        self.sink = sink
        self.adapter = adapter
        self.source = source
    }

    /// Runs it beside `body`, then cancels it; returns what it ended with, or nil where it was cancelled.
    func running(_ body: () async throws -> Void) async throws -> SourceFailure? {
        let task = Task { () -> SourceFailure? in
            do throws(SourceFailure) {
                try await source.run(sink)
                return nil
            } catch {
                return error
            }
        }
        try await body()
        task.cancel()
        let failure = await task.value
        try FileManager.default.removeItem(atPath: state)
        return failure
    }

    /// Runs it to its own end.
    func ending() async throws -> SourceFailure? {
        defer { try? FileManager.default.removeItem(atPath: state) }
        do throws(SourceFailure) {
            try await source.run(sink)
            return nil
        } catch {
            return error
        }
    }
}

/// Writes what is logged to a sink: `level line`.
struct SinkLogHandler: LogHandler {
    let sink: RecordingSink
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    init(sink: RecordingSink) {
        self.sink = sink
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        sink.log("\(event.level) \(event.metadata?["line"] ?? "\(event.message)")")
    }
}
