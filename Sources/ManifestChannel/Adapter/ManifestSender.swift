import ChannelKit
import InboxDomain
import Transport

/// Sends one inbox's messages: the program makes the requests, the exchange carries them, the classifier reads the answers.
///
/// A reply becomes one message at the provider, or several where it is long or has many files (`SendPlan`). Each takes one
/// request, and before that those which prepare it, such as an upload: they reach nobody, and may be repeated. What is out
/// is noted in the journal, so that another attempt goes on behind it.
struct ManifestSender: Sendable {
    /// Requests that prepare one message.
    private static let maximalSteps = 50

    let spec: SendSpec
    let channel: String
    let inbox: String
    let settings: InboxSettings
    let exchange: any HTTPExchange
    let timeout: Duration
    /// Nil where the channel has no `auth`.
    var tokens: InboxTokens?

    func send(_ message: OutgoingMessage, now: Instant, journal: any SendJournal) async -> SendOutcome {
        if let failure = refusal(of: message, now: now) { return .failed(failure) }
        guard let parts = SendPlan.parts(of: message, by: spec) else { return .failed(tooLong(message)) }
        var progress: SendProgress
        do {
            progress = try await journal.progress ?? SendProgress(total: parts.count)
        } catch {
            return .failed(SendFailure(.transient, code: "store_failure", detail: "\(error)"))
        }
        guard progress.total == parts.count, progress.sent <= parts.count else {
            return .failed(
                SendFailure(
                    .permanent, code: "limits_changed",
                    detail:
                        "\(progress.sent) of \(progress.total) parts are sent, and the channel's limits are others now")
            )
        }
        while progress.sent < parts.count {
            let outcome = await send(parts[progress.sent], of: message, &progress, journal, now)
            if let failure = outcome { return .failed(failure) }
        }
        return .sent(providerID: progress.ids.first)
    }

    /// Sends the next part; nil where the provider has it, and that is noted where more follow.
    private func send(
        _ part: SendPart, of message: OutgoingMessage, _ progress: inout SendProgress, _ journal: any SendJournal,
        _ now: Instant
    ) async -> SendFailure? {
        let total = progress.total
        let place = total > 1 ? "part \(progress.sent + 1) of \(total): " : ""
        switch await deliver(part, of: message, &progress, journal, now) {
        case .failed(var failure):
            failure.detail = place + failure.detail
            return failure
        case .sent(let id), .sentInPart(let id, _):
            progress.sent += 1
            progress.ids += id.map { [$0] } ?? []
            guard total > 1 else { return nil }
            do {
                try await journal.note(progress)
                return nil
            } catch {
                return SendFailure(
                    .maybeSent, code: "store_failure", detail: "\(place)sent, but that could not be noted: \(error)")
            }
        }
    }

    /// Prepares one message at the provider, and sends it.
    private func deliver(
        _ part: SendPart, of message: OutgoingMessage, _ progress: inout SendProgress, _ journal: any SendJournal,
        _ now: Instant
    ) async -> SendOutcome {
        do throws(SendFailure) {
            return try await answered(part, of: message, &progress, journal, now)
        } catch {
            return .failed(error)
        }
    }

    private func answered(
        _ part: SendPart, of message: OutgoingMessage, _ progress: inout SendProgress, _ journal: any SendJournal,
        _ now: Instant
    ) async throws(SendFailure) -> SendOutcome {
        let input = SendInput(message: message, part: part, number: progress.sent)
        var context = RequestContext(
            inbox: inbox, settings: settings, token: try await token(), now: now, message: input.members)
        var answers: [[UInt8]] = []
        while answers.count <= Self.maximalSteps {
            let prepared = try await request(input, answers, context)
            let step = prepared.step
            // Before what may be repeated, and before what may not be any more.
            if progress.isHarmless != (step != nil) {
                progress.isHarmless = step != nil
                try await Self.note(progress, journal)
            }
            var response = try await perform(prepared, context)
            // Where the provider refuses the token, it is asked once more with a new one: what it refused it has not sent.
            if response.refusesToken, let refused = context.token, let token = try await token(rejected: refused),
                token != refused
            {
                context.token = token
                response = try await perform(try await request(input, answers, context), context)
            }
            let outcome = await outcome(of: response, step: step, context, now: now)
            guard let step, case .sent = outcome else { return outcome }
            answers.append(ResponseClassifier.input(of: response, step: step))
        }
        throw SendFailure(
            .permanent, code: "send_program", detail: "send.jq made more than \(Self.maximalSteps) steps")
    }

    private static func note(_ progress: SendProgress, _ journal: any SendJournal) async throws(SendFailure) {
        do {
            try await journal.note(progress)
        } catch {
            throw SendFailure(.transient, code: "store_failure", detail: "\(error)")
        }
    }

    private func perform(
        _ prepared: SendRequestReader.Prepared, _ context: RequestContext
    ) async throws(SendFailure) -> HTTPResponse {
        do throws(HTTPFailure) {
            return try await exchange.perform(prepared.request)
        } catch {
            throw failure(of: error, step: prepared.step, context)
        }
    }

    private func token(rejected: String? = nil) async throws(SendFailure) -> String? {
        guard let tokens else { return nil }
        do throws(TokenFailure) {
            return try await tokens.token(rejected: rejected)
        } catch {
            throw SendFailure(
                error.retry == .needsOperator ? .needsOperator : .transient, code: error.code,
                detail: settings.redacted(error.detail).firstWords)
        }
    }

    // MARK: The request

    /// What can be refused without asking anybody.
    private func refusal(of message: OutgoingMessage, now: Instant) -> SendFailure? {
        for attachment in message.attachments {
            let isInline = attachment.contentID != nil
            let objection =
                spec.attachments?.objection(to: attachment.type, size: attachment.size, isInline: isInline)
                ?? (spec.attachments == nil ? "is a file" : nil)
            guard let objection else { continue }
            return SendFailure(
                .permanent, code: "attachment_refused",
                detail: "\(channel) does not carry an attachment: it \(objection)")
        }
        if let window = spec.window {
            guard let last = message.lastInboundAt, now.milliseconds(since: last) <= window * 1000 else {
                return SendFailure(
                    .permanent, code: "window_closed",
                    detail: "\(channel) takes replies for \(window / 3600) h after the customer's last message")
            }
        }
        return nil
    }

    private func tooLong(_ message: OutgoingMessage) -> SendFailure {
        let limit = spec.limit.map { limit in
            let parts = limit.parts > 1 ? ", in at most \(limit.parts) messages" : ""
            return "\(limit.count) \(limit.unit.rawValue)\(parts), the text has \(limit.measure(message.text))"
        }
        return SendFailure(.permanent, code: "text_too_long", detail: "\(channel) takes \(limit ?? "less")")
    }

    /// The request that the program makes of a part, given the answers to those that prepared it.
    private func request(
        _ part: SendInput, _ answers: [[UInt8]], _ context: RequestContext
    ) async throws(SendFailure) -> SendRequestReader.Prepared {
        let input = part.json(with: answers)
        let variables = context.variables
        let program = spec.program
        let outputs: [JSONValue]
        switch await JQThread.run({ () throws(JQError) in try program.run(input, with: variables) }) {
        case .success(let values): outputs = values
        case .failure(let error): throw programFailure(error)
        }
        guard outputs.count == 1, let output = outputs.first else {
            throw SendFailure(
                .permanent, code: "send_program", detail: "send.jq gave \(outputs.count) requests instead of one")
        }
        do throws(SendRequestError) {
            return try SendRequestReader.prepared(
                from: output, attachments: part.part.attachments, boundary: part.message.formBoundary, timeout: timeout)
        } catch {
            throw SendFailure(.permanent, code: "send_program", detail: "send.jq: \(error.message)")
        }
    }

    private func programFailure(_ error: JQError) -> SendFailure {
        switch error {
        case .timeLimit:
            SendFailure(.permanent, code: "send_program", detail: "send.jq was stopped at its time limit")
        case .unavailable(let detail): SendFailure(.transient, code: "send_program", detail: detail)
        // What jq says may quote the settings: the error is for `channel test` to find, not for a log.
        case .failed, .notJSON, .outputLimit, .compile:
            SendFailure(.permanent, code: "send_program", detail: "send.jq failed on this message")
        }
    }
}
