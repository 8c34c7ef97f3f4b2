import Synchronization
import Transport

/// Stands for receivers of HTTP that a test scripts, and remembers what they got.
final class ScriptedExchange: HTTPExchange {
    private struct State {
        var answers: [Result<HTTPResponse, HTTPFailure>] = []
        var requests: [HTTPRequest] = []
        var whilePerforming: (@Sendable (HTTPRequest) async -> Void)?
    }

    private let state = Mutex(State())

    /// What the next requests get, in order; those after them get 200.
    func script(_ answers: Result<HTTPResponse, HTTPFailure>...) {
        state.withLock { $0.answers += answers }
    }

    func script(_ statuses: Int...) {
        state.withLock { $0.answers += statuses.map { .success(HTTPResponse(status: $0)) } }
    }

    /// Runs in each request, before its answer is known.
    func whilePerforming(_ body: @escaping @Sendable (HTTPRequest) async -> Void) {
        state.withLock { $0.whilePerforming = body }
    }

    var requests: [HTTPRequest] { state.withLock(\.requests) }

    func perform(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let (answer, hook) = state.withLock { state in
            state.requests.append(request)
            let answer = state.answers.isEmpty ? nil : state.answers.removeFirst()
            return (answer, state.whilePerforming)
        }
        await hook?(request)
        // As the real one: a transfer is given up with its task.
        if Task.isCancelled { throw .answerLost("cancelled") }
        return try answer?.get() ?? HTTPResponse(status: 200)
    }
}

extension HTTPRequest {
    func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }
}
