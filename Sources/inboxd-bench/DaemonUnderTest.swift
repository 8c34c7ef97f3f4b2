import Foundation

/// An `inboxd` of its own, started for a measurement and stopped after it.
final class DaemonUnderTest {
    private let process = Process()
    let port: Int
    /// Where it takes mail, by TCP.
    let lmtpPort: Int?

    /// Starts the daemon and waits, at most 30 seconds, until it says where it listens.
    init(path: String, configuration: URL, arguments: [String]) throws {
        process.executableURL = URL(filePath: path)
        process.arguments = ["--config", configuration.path] + arguments
        let pipe = Pipe()
        process.standardError = pipe
        try process.run()
        var log = ""
        let deadline = Date(timeIntervalSinceNow: 30)
        var found: Int?
        while found == nil, Date() < deadline, process.isRunning {
            log += String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
            found = log.firstMatch(of: #/inboxd listens\. port=(\d+)/#).flatMap { Int($0.1) }
        }
        guard let found else {
            process.terminate()
            throw BenchError(description: "the daemon did not start: \(log)")
        }
        port = found
        lmtpPort = log.firstMatch(of: #/lmtp\.port=(\d+)/#).flatMap { Int($0.1) }
        // Read on, so that a full pipe never stops it.
        pipe.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
    }

    /// Resident memory in MB.
    var residentMegabytes: Double {
        let status = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
        let kilobytes = line.split(separator: " ").compactMap { Double($0) }.first ?? 0
        return kilobytes / 1024
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }
}

struct BenchError: Error, CustomStringConvertible {
    var description: String
}
