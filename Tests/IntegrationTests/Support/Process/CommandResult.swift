import Foundation

/// What a program that was run to its end has said.
struct CommandResult: Sendable {
    var ending: ChildProcess.Ending
    var output: String
    var errors: String

    var isDone: Bool { ending == .exit(0) }

    /// Runs a program to its end.
    static func of(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], within seconds: Double = 60
    ) async throws -> CommandResult {
        try await offPool {
            let process = try ChildProcess(program, arguments, environment: environment)
            let ending = try process.wait(within: seconds)
            return CommandResult(
                ending: ending, output: try process.output.whole(within: 10),
                errors: try process.errors.whole(within: 10))
        }
    }
}
