import Foundation

/// The stand-in for the vendors' APIs, on a free port.
final class StandInProcess: Sendable {
    let port: Int
    private let process: ChildProcess

    private init(_ process: ChildProcess, port: Int) {
        self.process = process
        self.port = port
    }

    static func start() async throws -> StandInProcess {
        try await offPool {
            let process = try ChildProcess(Programs.standIn, ["--port", "0"])
            let port = try process.output.wait(for: "the stand-in to listen", within: 60) { text in
                text.split(separator: "\n").first.flatMap { $0.split(separator: ":").last }.flatMap { Int($0) }
            }
            return StandInProcess(process, port: port)
        }
    }

    /// Blocks until it was asked something that has this word on its line, and gives the line.
    func line(with word: String) async throws -> String {
        try await offPool { [process] in
            try process.output.wait(for: "a request with \(word)", within: 30) { text in
                text.split(separator: "\n").first { $0.contains(word) }.map(String.init)
            }
        }
    }

    /// Blocks until it was asked something that has all these words on its line.
    func wasAsked(_ words: String...) async throws {
        try await offPool { [process] in
            try process.output.wait(for: "a request with \(words)", within: 30) { text in
                text.split(separator: "\n").contains { line in words.allSatisfy { line.contains($0) } } ? () : nil
            }
        }
    }
}
