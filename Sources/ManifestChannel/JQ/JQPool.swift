import ChannelKit
import Synchronization

/// The compiled copies of one program, shared by all inboxes of a channel: each in use by one thread at a time. A copy is
/// compiled when all others are in use, and kept for the next who asks.
final class JQPool: Sendable {
    /// Copies that are kept while nobody uses them; each takes about a megabyte.
    private static let kept = 8

    /// A copy in the pool's hands, or on its way to one thread.
    private struct Idle: @unchecked Sendable {
        // Safe: it is either in `idle`, where no one runs it, or was taken out under the lock by exactly one caller.
        let program: JQProgram
    }

    /// What the program names: nothing else need be made for a run.
    let variables: Set<JQVariable>

    private let source: String
    private let limits: JQProgram.Limits
    private let idle: Mutex<[Idle]>

    /// Compiles the first copy, and with it tells whether the source is a program.
    init(_ source: String, limits: JQProgram.Limits) throws(JQError) {
        self.source = source
        self.limits = limits
        variables = JQVariable.named(in: source)
        idle = Mutex([Idle(program: try JQProgram(source))])
    }

    /// Runs the program as `JQProgram.run` does: blocks the thread until its end or its limit.
    func run(_ input: [UInt8], with variables: [UInt8]) throws(JQError) -> [JSONValue] {
        let program = try take()
        do throws(JQError) {
            let values = try program.run(input, with: variables, limits: limits)
            put(program)
            return values
        } catch {
            // What was stopped in its course is not used again.
            if error != .timeLimit { put(program) }
            throw error
        }
    }

    private func take() throws(JQError) -> JQProgram {
        if let copy = idle.withLock({ $0.popLast() }) { return copy.program }
        return try JQProgram(source)
    }

    private func put(_ program: JQProgram) {
        let copy = Idle(program: program)
        idle.withLock { if $0.count < Self.kept { $0.append(copy) } }
    }
}
