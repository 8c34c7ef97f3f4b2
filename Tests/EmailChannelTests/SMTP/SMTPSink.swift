import Foundation
import Synchronization

/// `tools/smtp-sink/sink.py` as a child process, with Debian's Python.
final class SMTPSink: Sendable {
    struct Ports: Decodable, Sendable {
        var plain: Int
        var starttls: Int
        var implicit: Int
        /// Where access tokens are had, by HTTP.
        var token: Int
        var certificate: String
    }

    struct Mail: Decodable, Sendable {
        var sender: String
        var recipients: [String]
        /// The client's port: equal for mail over one connection.
        var peer: Int
        var message: String
    }

    let ports: Ports
    private let process: Running

    /// Sendable although `Process` is not: what changes is behind the lock.
    private final class Running: @unchecked Sendable {
        let process: Process
        let input: Pipe
        let output: FileHandle
        let buffer = Mutex(Data())

        init(process: Process, input: Pipe, output: FileHandle) {
            self.process = process
            self.input = input
            self.output = output
        }
    }

    private static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "tools/smtp-sink/sink.py")

    /// Whether this machine has what the sink needs.
    static let isAvailable: Bool = {
        let probe = Process()
        probe.executableURL = URL(filePath: "/usr/bin/python3")
        probe.arguments = ["-c", "import aiosmtpd"]
        probe.standardError = FileHandle.nullDevice
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"), (try? probe.run()) != nil else {
            return false
        }
        probe.waitUntilExit()
        return probe.terminationStatus == 0
    }()

    init() throws {
        let process = Process()
        let input = Pipe()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = [Self.script.path]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        self.process = Running(process: process, input: input, output: output.fileHandleForReading)
        ports = try JSONDecoder().decode(Ports.self, from: Self.line(self.process))
    }

    deinit {
        // Not by the end of its input alone: another child may hold that pipe open. Nor waited for: that would block.
        try? process.input.fileHandleForWriting.close()
        process.process.terminate()
    }

    /// The next mail that it took.
    func mail() throws -> Mail {
        try JSONDecoder().decode(Mail.self, from: Self.line(process))
    }

    private static func line(_ running: Running) throws -> Data {
        try running.buffer.withLock { buffer in
            while true {
                if let end = buffer.firstIndex(of: 0x0A) {
                    let line = Data(buffer[..<end])
                    buffer = Data(buffer[buffer.index(after: end)...])
                    return line
                }
                var readable = pollfd(fd: running.output.fileDescriptor, events: Int16(POLLIN), revents: 0)
                guard poll(&readable, 1, 20_000) == 1 else { throw SinkEnded() }
                let more = running.output.availableData
                guard !more.isEmpty else { throw SinkEnded() }
                buffer.append(more)
            }
        }
    }

    /// It ended, or took no mail for twenty seconds.
    struct SinkEnded: Error {}
}
