import ChannelKit
import ControlAPI
import InboxDomain
import InboxEngine
import InboxStore

extension EngineHarness {
    /// Writes a reply, and returns its message.
    @discardableResult
    func reply(_ id: ConversationID, _ text: String, then: ReplyRequest.After? = nil) async throws -> Int64 {
        try await desk.reply(id, ReplyRequest(text: text, then: then), by: Self.admin).message
    }

    /// How a reply stands: its state, and after a failure the code.
    func state(_ message: Int64) async throws -> String {
        let state = try await texts("SELECT state FROM outbox WHERE id = \(message)").first
        let code = try await texts("SELECT error_code FROM outbox WHERE id = \(message) AND error_code IS NOT NULL")
        return ([try required(state)] + code).joined(separator: " ")
    }

    func nextAttempt(_ message: Int64) async throws -> Instant {
        Instant(milliseconds: Int64(try await count("SELECT next_attempt_at FROM outbox WHERE id = \(message)")))
    }
}

extension SendOutcome {
    static func failure(_ retry: SendFailure.Retry, _ code: String = "E1") -> SendOutcome {
        .failed(SendFailure(retry, code: code, detail: "told to"))
    }
}
