import Foundation
import Glibc

/// A process that a test started. It never outlives the test: letting go of it kills it.
final class ChildProcess: Sendable {
    enum Ending: Hashable {
        case exit(Int32)
        case signal(Int32)
    }

    private final class State: @unchecked Sendable {
        // Touched only while `condition` is locked.
        var ending: Ending?
    }

    let output: ProcessOutput
    let errors: ProcessOutput
    let pid: pid_t
    private let condition = NSCondition()
    private let state = State()

    /// Starts a program by its path, with this environment and no other, and standard input at its end.
    init(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        // One start at a time: a process started between the making of a pipe and its marking would hold it open.
        Children.shared.starting.lock()
        defer { Children.shared.starting.unlock() }
        let out = try Self.makePipe()
        let err = try Self.makePipe()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, out[1], 1)
        posix_spawn_file_actions_adddup2(&actions, err[1], 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        let argv = ([program] + arguments).map { strdup($0) } + [nil]
        let envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        var started: pid_t = 0
        let result = posix_spawn(&started, program, &actions, &attributes, argv, envp)
        let pid = started
        close(out[1])
        close(err[1])
        output = ProcessOutput(reading: out[0])
        errors = ProcessOutput(reading: err[0])
        self.pid = pid
        guard result == 0 else { throw ProcessFailure("\(program): \(String(cString: strerror(result)))") }
        Children.shared.add(pid)
        Thread { [condition, state] in
            var information = siginfo_t()
            // Left as a zombie until `state` is locked: until then the number cannot be given to another process.
            while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
            condition.lock()
            var status: Int32 = 0
            waitpid(pid, &status, 0)
            Children.shared.remove(pid)
            let signal = status & 0x7F
            state.ending = signal == 0 ? .exit((status >> 8) & 0xFF) : .signal(signal)
            condition.broadcast()
            condition.unlock()
        }.start()
    }

    deinit {
        send(SIGKILL)
    }

    var ending: Ending? { condition.withLock { state.ending } }

    /// Nothing happens where it has ended already.
    func send(_ signal: Int32) {
        condition.withLock {
            if state.ending == nil { kill(pid, signal) }
        }
    }

    /// Blocks until the process has ended.
    func wait(within seconds: Double = 60) throws -> Ending {
        let deadline = Date().addingTimeInterval(seconds)
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let ending = state.ending { return ending }
            guard condition.wait(until: deadline) else {
                throw TimedOut(what: "the end of process \(pid)", seen: errors.text)
            }
        }
    }

    /// Both ends are closed in a child that does not get them as its streams.
    private static func makePipe() throws -> [Int32] {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw ProcessFailure("pipe: \(String(cString: strerror(errno)))") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return ends
    }
}

struct ProcessFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
