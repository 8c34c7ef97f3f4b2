/// An answer whose body is still coming.
package struct HTTPStream: Sendable {
    package let status: Int
    /// In the order received; names in lower case.
    package let headers: [(name: String, value: String)]
    /// Pieces of any size, as they come; ends with the answer, and throws `HTTPFailure` where it breaks off. The transfer
    /// waits while the reader is behind. For one reader; letting go of the stream gives the transfer up.
    package let body: AsyncThrowingStream<[UInt8], any Error>
}

/// Gives the transfer up when nobody can read it any more.
final class StreamReader: Sendable {
    private let answer: StreamedAnswer
    private let transfer: CurlTransfer
    private let loop: CurlLoop

    init(answer: StreamedAnswer, transfer: CurlTransfer, loop: CurlLoop) {
        self.answer = answer
        self.transfer = transfer
        self.loop = loop
    }

    deinit {
        loop.submit(.cancel(transfer))
    }

    func next() async throws(HTTPFailure) -> [UInt8]? {
        let piece = await withTaskCancellationHandler {
            await answer.next { loop.submit(.resume(transfer)) }
        } onCancel: {
            loop.submit(.cancel(transfer))
        }
        return try piece.get()
    }
}
