import Foundation

/// Resident memory of a daemon that has nothing to do.
struct IdleBench {
    let workplace: Workplace
    let daemon: String

    func run() async throws {
        workplace.removeStore()
        let server = try DaemonUnderTest(path: daemon, configuration: workplace.configurationFile, arguments: [])
        defer { server.stop() }
        try await Task.sleep(for: .seconds(3))
        print(String(format: "idle: resident memory %.1f MB (goal: under 60)", server.residentMegabytes))
    }
}
