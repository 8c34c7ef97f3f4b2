import ChannelKit
import Transport

extension SMTPReply {
    /// As it is shown: `550 5.1.1 no such user`.
    var words: String { text.isEmpty ? "\(code)" : "\(code) \(text)" }
}

extension SendFailure {
    /// What follows from a failed submission. A server's 4xx is put off, its 5xx is final; where it refuses us and not
    /// the message, somebody has to act.
    init(_ failure: MailFailure, host: String) {
        switch failure {
        case .refused(let stage, let reply):
            self.init(
                Self.retry(stage, reply), code: "smtp_\(reply.code)",
                detail: "\(host) refuses the \(stage.rawValue): \(reply.words)")
        case .notSent(let detail): self.init(.transient, code: "not_sent", detail: detail)
        case .insecure(let detail): self.init(.needsOperator, code: "no_tls", detail: detail)
        case .answerLost(let detail): self.init(.maybeSent, code: "answer_lost", detail: detail)
        case .invalid(let detail): self.init(.permanent, code: "invalid", detail: detail)
        }
    }

    private static func retry(_ stage: MailFailure.Stage, _ reply: SMTPReply) -> Retry {
        guard reply.isPermanent else { return .transient }
        switch stage {
        case .recipient, .message: return .permanent
        // Too large is about the message, which MAIL announces.
        case .sender: return reply.code == 552 ? .permanent : .needsOperator
        case .greeting, .login: return .needsOperator
        }
    }
}
