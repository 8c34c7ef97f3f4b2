import Synchronization

/// Outgoing HTTP through libcurl, on one thread of its own.
///
/// Connections are kept and used again. HTTP/1.1 only, so that it can always be told whether anything was sent; no
/// redirects; no scheme but http and https; TLS 1.2 or later, against the system's certificates. The process must ignore
/// SIGPIPE. `shutdown()` ends it; letting go of the last reference does so too.
package final class CurlTransport: StreamingExchange {
    let loop: CurlLoop
    private let thread: Mutex<LoopThread?>

    /// Throws `notSent` where the system gives no memory or thread.
    package init(connections: Int = 256, connectionsPerHost: Int = 32) throws(HTTPFailure) {
        guard let loop = CurlLoop(connections: connections, connectionsPerHost: connectionsPerHost),
            let thread = LoopThread(running: loop.run)
        else { throw .notSent("libcurl cannot be started: no memory, or no thread") }
        self.loop = loop
        self.thread = Mutex(thread)
    }

    deinit {
        shutdown()
    }

    /// Ends every exchange under way and waits for the thread, which takes milliseconds. Later requests fail with
    /// `notSent`. More than once is harmless.
    package func shutdown() {
        loop.stop()
        let thread = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        thread?.join()
    }

    package func perform(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let checked = try CheckedRequest(request)
        let cancellation = Cancellation()
        let outcome: WholeAnswer.Outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let receiver = WholeAnswer(limit: request.maximumResponseBytes, continuation: continuation)
                start(CurlTransfer(checked, isStream: false, receiver: receiver), receiver, cancellation)
            }
        } onCancel: {
            cancellation.cancel(on: loop)
        }
        return try outcome.get()
    }

    package func stream(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPStream {
        let checked = try CheckedRequest(request)
        let cancellation = Cancellation()
        let started = Mutex<StreamReader?>(nil)
        let outcome: StreamedAnswer.HeadOutcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = StreamedAnswer(headWaiter: continuation)
                let transfer = CurlTransfer(checked, isStream: true, receiver: answer)
                started.withLock { $0 = StreamReader(answer: answer, transfer: transfer, loop: loop) }
                start(transfer, answer, cancellation)
            }
        } onCancel: {
            cancellation.cancel(on: loop)
        }
        let head = try outcome.get()
        let reader = started.withLock { $0 }
        return HTTPStream(
            status: head.status, headers: head.headers,
            body: AsyncThrowingStream { try await reader?.next() })
    }

    private func start(_ transfer: CurlTransfer, _ receiver: any TransferReceiver, _ cancellation: Cancellation) {
        guard loop.submit(.add(transfer)) else {
            return receiver.ended(.notSent("\(transfer.checked.peer): the transport was shut down"))
        }
        cancellation.attach(transfer, on: loop)
    }
}
