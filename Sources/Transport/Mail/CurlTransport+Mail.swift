extension CurlTransport: MailExchange {
    /// Over a connection that is open already where there is one. Where that one turns out to be dead before the server
    /// said anything, a new one is tried at once.
    package func submit(_ mail: MailSubmission) async throws(MailFailure) -> MailReceipt {
        if let problem = mail.problem { throw .invalid("\(mail.peer): \(problem)") }
        let first = await attempt(mail, isFresh: false)
        guard case .failure(.notSent) = first.outcome, first.isStale, !Task.isCancelled else {
            return try first.outcome.get()
        }
        return try await attempt(mail, isFresh: true).outcome.get()
    }

    private func attempt(_ mail: MailSubmission, isFresh: Bool) async -> MailTransfer.Ending {
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
