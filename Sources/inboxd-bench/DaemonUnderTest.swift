import Foundation

/// An `inboxd` of its own, started for a measurement and stopped after it.
final class DaemonUnderTest {
    private let process = Process()
    let port: Int
    /// Where it takes mail, by TCP.
    let lmtpPort: Int?

    /// Starts the daemon and waits, at most 30 seconds, until it says where it listens.
    init(path: String, configuration: URL, arguments: [String] = [], environment: [String: String] = [:]) throws {
        process.executableURL = URL(filePath: path)
        process.arguments = ["--config", configuration.path] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let pipe = Pipe()
        process.standardError = pipe
        try process.start()
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

    /// Processor time used so far, of all threads, in seconds.
    var processorSeconds: Double {
        let stat = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8)) ?? ""
        // The name, in brackets, may hold anything. See proc(5): fields 14 and 15 are user and system ticks.
        let fields = (stat.split(separator: ")").last ?? "").split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Does nothing where it has ended.
    func stop() {
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }
}

struct BenchError: Error, CustomStringConvertible {
    var description: String
}
