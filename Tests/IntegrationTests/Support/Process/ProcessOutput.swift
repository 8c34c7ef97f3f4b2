import Foundation

/// What a process has written so far to one of its streams.
final class ProcessOutput: Sendable {
    private final class State: @unchecked Sendable {
        // Touched only while `condition` is locked.
        var bytes: [UInt8] = []
        var hasEnded = false
    }

    private let condition = NSCondition()
    private let state = State()

    /// Reads the descriptor to its end, on a thread of its own, and closes it.
    init(reading descriptor: Int32) {
        let thread = Thread { [condition, state] in
            var buffer = [UInt8](repeating: 0, count: 16 << 10)
            while true {
                let count = read(descriptor, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                condition.lock()
                if count > 0 {
                    state.bytes += buffer[..<count]
                } else {
                    state.hasEnded = true
                }
                condition.broadcast()
                condition.unlock()
                if count <= 0 { break }
            }
            close(descriptor)
        }
        thread.start()
    }

    var text: String {
        condition.withLock { String(decoding: state.bytes, as: UTF8.self) }
    }

    /// Blocks until `find` sees what it looks for in the text, or the stream has ended, or the time is over.
    func wait<Value>(for what: String, within seconds: Double, _ find: (String) -> Value?) throws -> Value {
        let deadline = Date().addingTimeInterval(seconds)
        condition.lock()
        defer { condition.unlock() }
        while true {
            let text = String(decoding: state.bytes, as: UTF8.self)
            if let value = find(text) { return value }
            guard !state.hasEnded, condition.wait(until: deadline) else { throw TimedOut(what: what, seen: text) }
        }
    }

    /// Blocks until the stream has ended; what it was.
    func whole(within seconds: Double) throws -> String {
        let deadline = Date().addingTimeInterval(seconds)
        condition.lock()
        defer { condition.unlock() }
        while !state.hasEnded {
            guard condition.wait(until: deadline) else {
                throw TimedOut(what: "the end of the output", seen: String(decoding: state.bytes, as: UTF8.self))
            }
        }
        return String(decoding: state.bytes, as: UTF8.self)
    }
}
