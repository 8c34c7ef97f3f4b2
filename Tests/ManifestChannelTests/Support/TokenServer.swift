import ChannelKit
import Foundation
import Synchronization
import Transport

/// `tools/token-endpoint/endpoint.py` as a child process, with Debian's Python.
final class TokenServer: Sendable {
    private static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "tools/token-endpoint/endpoint.py")

    /// Whether this machine has what it needs.
    static let isAvailable: Bool = {
        let probe = Process()
        probe.executableURL = URL(filePath: "/usr/bin/python3")
        probe.arguments = ["-c", "import jwt, cryptography"]
        probe.standardError = FileHandle.nullDevice
        guard (try? probe.run()) != nil else { return false }
        probe.waitUntilExit()
        return probe.terminationStatus == 0
    }()

    /// Sendable although `Process` is not: nothing of it changes after the start.
    private final class Running: @unchecked Sendable {
        let process: Process
        let input: Pipe

        init(process: Process, input: Pipe) {
            self.process = process
            self.input = input
        }
    }

    struct Ended: Error {}

    let url: String
    /// A private key in PEM, of which the server has the public half.
    let rsaKey: String
    let ecKey: String
    let exchange: CurlTransport
    private let running: Running

    init() throws {
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = [Self.script.path]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        running = Running(process: process, input: input)
        let line = try JSONValue(parsing: Self.line(output.fileHandleForReading))
        guard let port = line["port"]?.integer, let rsa = line["rsa"]?.string, let ec = line["ec"]?.string else {
            throw Ended()
        }
        url = "http://127.0.0.1:\(port)"
        (rsaKey, ecKey) = (rsa, ec)
        exchange = try CurlTransport()
    }

    deinit {
        // Not by the end of its input alone: another child may hold that pipe open. Nor waited for: that would block.
        try? running.input.fileHandleForWriting.close()
        running.process.terminate()
        exchange.shutdown()
    }

    private static func line(_ handle: FileHandle) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.last != UInt8(ascii: "\n") {
            var readable = pollfd(fd: handle.fileDescriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&readable, 1, 60_000) == 1 else { throw Ended() }
            let more = handle.availableData
            guard !more.isEmpty else { throw Ended() }
            bytes += more
        }
        return bytes
    }

    /// Changes how it behaves.
    func control(_ json: String) async throws {
        _ = try await exchange.perform(HTTPRequest(method: "POST", url: "\(url)/control", body: Array(json.utf8)))
    }

    /// `401 /path` of each request so far.
    func log() async throws -> [String] {
        let answer = try await exchange.perform(HTTPRequest(method: "GET", url: "\(url)/log"))
        guard case .array(let entries) = try JSONValue(parsing: answer.body) else { throw Ended() }
        return entries.map { "\($0["status"]?.integer ?? 0) \($0["path"]?.string ?? "")" }
    }

    /// The key file of the service account that the server knows.
    var serviceAccount: String {
        JSONValue.object([
            ("type", .string("service_account")), ("client_email", .string("play@example.iam.example")),
            ("private_key_id", .string("key-1")), ("private_key", .string(rsaKey)),
            ("token_uri", .string("\(url)/token")),
        ]).json
    }
}
