import Synchronization
import Transport

/// Answers requests from a list, and keeps what was asked.
final class ExactExchange: HTTPExchange {
    private let answers: Mutex<[HTTPResponse]>
    let requests = Mutex<[HTTPRequest]>([])

    init(_ answers: [(status: Int, body: String)] = []) {
        self.answers = Mutex(answers.map { HTTPResponse(status: $0.status, body: Array($0.body.utf8)) })
    }

    func perform(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        requests.withLock { $0.append(request) }
        let answer = answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        guard let answer else { throw .notSent("no answer is left") }
        return answer
    }

    var bodies: [String] { requests.withLock { $0.map { String(decoding: $0.body, as: UTF8.self) } } }
}
