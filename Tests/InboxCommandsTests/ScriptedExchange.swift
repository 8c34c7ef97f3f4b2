import Synchronization
import Transport

/// Answers requests from a script, and remembers what was asked.
final class ScriptedExchange: HTTPExchange {
    private let state: Mutex<(answers: [CommandCase.Answer], asked: [String])>

    init(_ answers: [CommandCase.Answer]) {
        state = Mutex((answers, []))
    }

    /// As cases write them: the line `METHOD target`, then the body.
    var asked: [String] { state.withLock { $0.asked } }

    func perform(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let answer = state.withLock { state in
            let target = request.url.replacing("http://inboxd", with: "")
            let bytes = request.payload?.read() ?? request.body
            let body = bytes.isEmpty ? "" : "\n" + String(decoding: bytes, as: UTF8.self)
            state.asked.append("\(request.method) \(target)\(body)")
            return state.answers.isEmpty
                ? CommandCase.Answer.failure("the script is over") : state.answers.removeFirst()
        }
        switch answer {
        case .response(let status, let body): return HTTPResponse(status: status, body: Array(body.utf8))
        case .failure(let text) where text.hasPrefix("answerLost"): throw .answerLost(String(text.dropFirst(11)))
        case .failure(let text): throw .notSent(String(text.dropFirst(8)))
        }
    }
}
