extension CurlTransport: MailExchange {
    /// Over a connection that is open already where there is one. Where that one turns out to be dead before the server
    /// said anything, a new one is tried at once.
    package func submit(_ mail: MailSubmission) async throws(MailFailure) -> MailReceipt {
        if let problem = mail.problem { throw .invalid("\(mail.peer): \(problem)") }
        switch await attempt(mail, isFresh: false) {
        case .success(let receipt): return receipt
        case .failure(.notSent) where !Task.isCancelled: break
        case .failure(let failure): throw failure
        }
        return try await attempt(mail, isFresh: true).get()
    }

    private func attempt(_ mail: MailSubmission, isFresh: Bool) async -> MailTransfer.Outcome {
        let cancellation = Cancellation()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let transfer = MailTransfer(mail, isFresh: isFresh, continuation: continuation)
                guard loop.submit(.add(transfer)) else {
                    return transfer.end(because: "the transport was shut down")
                }
                cancellation.attach(transfer, on: loop)
            }
        } onCancel: {
            cancellation.cancel(on: loop)
        }
    }
}
