import Synchronization
import Transport

/// Answers with what the case says, and remembers what it was asked.
final class CaseExchange: HTTPExchange {
    private let answer: ChannelCase.Send.Answer
    private let last = Mutex<HTTPRequest?>(nil)

    init(_ answer: ChannelCase.Send.Answer) {
        self.answer = answer
    }

    var request: HTTPRequest? { last.withLock { $0 } }

    func perform(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        last.withLock { $0 = request }
        switch answer {
        case .response(let status, let headers, let body):
            return HTTPResponse(status: status, headers: headers, body: body)
        case .lost: throw .answerLost("the case says that the answer is lost")
        case .noConnection: throw .notSent("the case says that there is no connection")
        }
    }
}
