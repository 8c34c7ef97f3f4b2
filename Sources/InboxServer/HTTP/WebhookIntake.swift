package import ChannelKit

/// What stands behind `/in/<inbox>`: the engine, or a stand-in in tests.
///
/// Both calls may come from any thread, and several at a time.
package protocol WebhookIntake: Sendable {
    /// Judges the request, stores it durably where it is accepted, and answers; never throws. The body is complete and
    /// within its limit. The inbox may be unknown: answering 404 and counting it is part of this call.
    func handle(inbox: String, request: WebhookRequest) async -> WebhookResponse

    /// Counts a request that never reached `handle`. Called on an event loop: it must not block. The inbox is the one
    /// that the path named, known or not; nil where no path had been read, or it was none of an inbox.
    func refused(inbox: String?, reason: RejectionReason)
}
