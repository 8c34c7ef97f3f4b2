import Foundation
import Synchronization

/// A daemon with a folder, a configuration, a store and a control socket of its own.
final class DaemonProcess: Sendable {
    let folder: TemporaryFolder
    private let running = Mutex<(process: ChildProcess, port: Int)?>(nil)

    var configurationPath: String { folder.file("inboxd.yaml") }
    var socket: String { folder.file("c.sock") }
    var database: String { folder.file("inbox.db") }

    convenience init(_ configuration: TestConfiguration = TestConfiguration()) throws {
        try self.init(yaml: configuration.yaml)
    }

    /// Writes the configuration; starts nothing yet.
    init(yaml: String) throws {
        folder = try TemporaryFolder()
        try folder.write(yaml, to: "inboxd.yaml")
        try folder.write(StandardWebhook.secret, to: "webhook-secret")
    }

    /// The port of the running daemon.
    var port: Int {
        get throws {
            guard let port = running.withLock({ $0?.port }) else { throw ProcessFailure("the daemon does not run") }
            return port
        }
    }

    /// What the running daemon, or the last one, has logged.
    var log: String { running.withLock { $0?.process.errors.text } ?? "" }

    func spawn() throws -> ChildProcess {
        try ChildProcess(Programs.inboxd, ["--config", configurationPath])
    }

    /// Starts it, and returns once it listens.
    func start() async throws {
        try await offPool { [self] in
            let process = try spawn()
            let port = try process.errors.wait(for: "the daemon to listen", within: 60) { log in
                log.split(separator: "\n").lazy.filter { $0.contains("inboxd listens.") }
                    .compactMap { $0.split(separator: "port=").last.flatMap { Int($0) } }.first
            }
            running.withLock { $0 = (process, port) }
        }
    }

    func send(_ signal: Int32) {
        running.withLock { $0?.process.send(signal) }
    }

    /// Blocks until the log has this text `times` times.
    func waitForLog(_ text: String, times: Int = 1, within seconds: Double = 30) async throws {
        guard let process = running.withLock({ $0?.process }) else { throw ProcessFailure("the daemon does not run") }
        try await offPool {
            try process.errors.wait(for: "“\(text)” in the log", within: seconds) {
                $0.components(separatedBy: text).count > times ? () : nil
            }
        }
    }

    /// Waits for its end.
    @discardableResult
    func ended(within seconds: Double = 60) async throws -> ChildProcess.Ending {
        guard let process = running.withLock({ $0?.process }) else { throw ProcessFailure("the daemon does not run") }
        return try await offPool { try process.wait(within: seconds) }
    }

    /// `kill -9`, and its end.
    func kill() async throws {
        send(SIGKILL)
        try await ended()
    }

    /// SIGTERM, and its end.
    @discardableResult
    func stop(within seconds: Double = 60) async throws -> ChildProcess.Ending {
        send(SIGTERM)
        return try await ended(within: seconds)
    }

    /// Where the configuration says that mail is taken on a socket.
    var lmtpSocket: String { folder.file("lmtp.sock") }

    /// The port on which the running daemon takes mail.
    var lmtpPort: Int {
        get throws {
            guard let port = log.firstMatch(of: #/lmtp\.port=(\d+)/#).flatMap({ Int($0.1) }) else {
                throw ProcessFailure("the daemon takes no mail by TCP")
            }
            return port
        }
    }

    // MARK: - Asking it

    /// Sends one request on a connection of its own.
    func exchange(_ request: ClientRequest) async throws -> ClientResponse {
        let port = try port
        return try await offPool { try ClientConnection(port: port).exchange(request) }
    }

    func get(_ target: String) async throws -> ClientResponse {
        try await exchange(ClientRequest(method: "GET", target: target))
    }

    /// Runs `inboxctl` against it.
    func ctl(_ arguments: String...) async throws -> CommandResult {
        try await ctl(arguments)
    }

    func ctl(_ arguments: [String]) async throws -> CommandResult {
        try await CommandResult.of(Programs.inboxctl, arguments + ["--socket", socket])
    }

    /// The JSON that `inboxctl` prints.
    func ctlJSON(_ arguments: String...) async throws -> JSON {
        let result = try await CommandResult.of(Programs.inboxctl, arguments + ["--socket", socket, "--json"])
        guard result.isDone else {
            throw ProcessFailure("inboxctl \(arguments.joined(separator: " ")): \(result.ending) \(result.errors)")
        }
        return try JSON(result.output)
    }

    /// Waits until every delivery has been processed.
    func settled(within seconds: Double = 60) async throws {
        try await eventually("no delivery to be pending", within: seconds) {
            let status = try await control("/v1/status")
            return status["deliveries"]["pending"].int == 0 ? () : nil
        }
    }

    /// What became of an inbox's deliveries; null where the ledger has none of it.
    func counts(of inbox: String) async throws -> JSON {
        try await control("/v1/ledger/check")["inboxes"].list.first { $0["inbox"].text == inbox }?["counts"]
            ?? JSON("null")
    }

    /// A read of the control API over its socket.
    func control(_ target: String) async throws -> JSON {
        let socket = socket
        let response = try await offPool {
            try ClientConnection(socketPath: socket).exchange(ClientRequest(method: "GET", target: target))
        }
        guard response.status == 200 else { throw ProcessFailure("\(target): \(response.status) \(response.text)") }
        return try JSON(response.text)
    }
}
