import ChannelKit
import InboxServer
import Synchronization

/// An intake that keeps what it gets, and answers as it is told.
final class RecordingIntake: WebhookIntake {
    struct Refused: Equatable {
        var inbox: String?
        var reason: RejectionReason
    }

    private struct State {
        var requests: [(inbox: String, request: WebhookRequest)] = []
        var refused: [Refused] = []
        var gate: AsyncStream<Void>.Continuation?
    }

    private let state = Mutex(State())
    private let answer: @Sendable (WebhookRequest) async -> WebhookResponse

    init(
        _ answer: @escaping @Sendable (WebhookRequest) async -> WebhookResponse = { _ in WebhookResponse(status: 200) }
    ) {
        self.answer = answer
    }

    var requests: [(inbox: String, request: WebhookRequest)] { state.withLock { $0.requests } }
    var refusals: [Refused] { state.withLock { $0.refused } }

    func handle(inbox: String, request: WebhookRequest) async -> WebhookResponse {
        state.withLock { $0.requests.append((inbox, request)) }
        return await answer(request)
    }

    func refused(inbox: String?, reason: RejectionReason) {
        state.withLock { $0.refused.append(Refused(inbox: inbox, reason: reason)) }
    }
}

/// Lets nobody through until it is opened; tells when somebody waits.
actor Latch {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []

    func pass() async {
        if isOpen { return }
        await withCheckedContinuation { continuation in
            waiting.append(continuation)
            for watcher in watchers where watcher.count <= waiting.count { watcher.continuation.resume() }
            watchers.removeAll { $0.count <= waiting.count }
        }
    }

    func waits(for count: Int) async {
        if waiting.count >= count { return }
        await withCheckedContinuation { watchers.append((count, $0)) }
    }

    func open() {
        isOpen = true
        waiting.forEach { $0.resume() }
        waiting = []
    }
}
