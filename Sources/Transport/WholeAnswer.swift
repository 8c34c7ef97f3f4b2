/// Collects a whole answer and hands it to the one who waits.
///
/// Sendable although it changes: a transfer calls its receiver on one thread only.
final class WholeAnswer: TransferReceiver, @unchecked Sendable {
    typealias Outcome = Result<HTTPResponse, HTTPFailure>

    private let limit: Int
    private var answer = ResponseHead()
    private var bytes: [UInt8] = []
    private var continuation: CheckedContinuation<Outcome, Never>?

    init(limit: Int, continuation: CheckedContinuation<Outcome, Never>) {
        self.limit = limit
        self.continuation = continuation
    }

    func head(_ line: UnsafeBufferPointer<UInt8>) -> TransferVerdict {
        answer.take(line) ? .goOn : .giveUp("the head of the answer is too large")
    }

    func body(_ bytes: UnsafeBufferPointer<UInt8>) -> TransferVerdict {
        guard self.bytes.count + bytes.count <= limit else {
            return .giveUp("the answer is larger than \(limit) bytes")
        }
        self.bytes.append(contentsOf: bytes)
        return .goOn
    }

    func ended(_ failure: HTTPFailure?) {
        let response = HTTPResponse(status: answer.status, headers: answer.headers, body: bytes)
        continuation?.resume(returning: failure.map { .failure($0) } ?? .success(response))
        continuation = nil
    }
}
