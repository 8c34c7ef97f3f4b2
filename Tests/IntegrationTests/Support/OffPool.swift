import Foundation

/// Runs what blocks on a thread of its own, so that the few threads of the tests' pool stay free.
func offPool<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        let thread = Thread { continuation.resume(with: Result { try body() }) }
        thread.name = "integration"
        thread.start()
    }
}

/// What a test waited for and did not see.
struct TimedOut: Error, CustomStringConvertible {
    var what: String
    var seen: String

    var description: String { "waited in vain for \(what); seen:\n\(seen)" }
}

/// Asks again until there is an answer, at most for `seconds`. For what no event tells: the state behind an API.
func eventually<Value>(
    _ what: String, within seconds: Double = 30, _ probe: () async throws -> Value?
) async throws -> Value {
    let deadline = Date().addingTimeInterval(seconds)
    while true {
        if let value = try await probe() { return value }
        guard Date() < deadline else { throw TimedOut(what: what, seen: "nothing") }
        _ = try await offPool { usleep(20_000) }
    }
}
