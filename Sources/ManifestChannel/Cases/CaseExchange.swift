import Synchronization
import Transport

/// Answers with what the case says, one answer after the other, and remembers what it was asked. Behind the last one the
/// last is repeated.
final class CaseExchange: HTTPExchange {
    private let answers: [ChannelCase.Send.Answer]
    private let asked = Mutex<[HTTPRequest]>([])

    init(_ answers: ChannelCase.Send.Answer...) {
        self.answers = answers
    }

    init(_ answers: [ChannelCase.Send.Answer]) {
        self.answers = answers
    }

    var requests: [HTTPRequest] { asked.withLock { $0 } }

    func perform(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let place = asked.withLock { asked in
            asked.append(request)
            return asked.count - 1
        }
        switch answers.isEmpty ? .noConnection : answers[min(place, answers.count - 1)] {
        case .response(let status, let headers, let body):
            return HTTPResponse(status: status, headers: headers, body: body)
        case .lost: throw .answerLost("the case says that the answer is lost")
        case .noConnection: throw .notSent("the case says that there is no connection")
        }
    }
}
