import ChannelKit
import IMAPProtocol
import Transport

/// One connection: sends commands, waits for their ends, and keeps what the server says meanwhile.
struct IMAPConnection {
    /// Silence in the middle of a command after which the server counts as lost. Searching a large mailbox takes time.
    static let patience = Duration.seconds(120)

    private(set) var client: IMAPClient
    private let stream: any ByteStream
    private var ends: [IMAPTag: IMAPStatus] = [:]
    /// The server's last words.
    private var farewell: String?
    /// What must not be shown, though the server may repeat it.
    private var secrets: [String] = []

    private(set) var greeting: IMAPStatus?
    private(set) var validity: UInt32?
    private(set) var nextUID: UInt32?
    private(set) var sizes: [UInt32: Int] = [:]
    private(set) var messages: [UInt32: IMAPFetched] = [:]
    private var found = IMAPUIDSet()
    private var count: UInt32 = 0
    /// There are more messages than there were.
    private(set) var hasNews = false

    init(stream: any ByteStream, limits: IMAPLimits, expectsGreeting: Bool) {
        self.stream = stream
        client = IMAPClient(limits: limits, expectsGreeting: expectsGreeting)
    }

    mutating func hide(_ secret: String) {
        if !secret.isEmpty { secrets.append(secret) }
    }

    // MARK: Commands

    mutating func begin(_ command: IMAPCommand) async throws(SourceFailure) -> IMAPTag {
        let (tag, actions) = client.send(command)
        try await obey(actions)
        return tag
    }

    mutating func end(_ tag: IMAPTag) async throws(SourceFailure) -> IMAPStatus {
        while true {
            if let status = ends.removeValue(forKey: tag) { return status }
            try await receive(within: Self.patience)
        }
    }

    mutating func perform(_ command: IMAPCommand) async throws(SourceFailure) -> IMAPStatus {
        try await end(begin(command))
    }

    mutating func awaitGreeting() async throws(SourceFailure) {
        while greeting == nil { try await receive(within: Self.patience) }
    }

    /// Throws where the server refuses the search.
    mutating func search(_ search: IMAPSearch) async throws(SourceFailure) -> IMAPUIDSet {
        found = IMAPUIDSet()
        hasNews = false
        let status = try await perform(.search(search))
        guard status.isOK else { throw failure("search_refused", "the server refuses a search", status) }
        return found
    }

    /// The messages of these UIDs that came, which are then forgotten here.
    mutating func take(_ uids: [UInt32]) -> [IMAPFetched] {
        uids.compactMap { messages.removeValue(forKey: $0) }
    }

    mutating func takeSizes() -> [UInt32: Int] {
        defer { sizes = [:] }
        return sizes
    }

    /// Waits until there is something new, or for `limit`. Where the server has IDLE it tells; else the time passes.
    mutating func waitForNews(within limit: Duration) async throws(SourceFailure) {
        guard client.has("IDLE") else {
            _ = try await receiveOrTimeOut(within: limit)
            _ = try await perform(.noop)
            return
        }
        let deadline = ContinuousClock.now + limit
        let tag = try await begin(.idle)
        while !hasNews, ends[tag] == nil {
            let left = deadline - .now
            guard left > .zero, try await receiveOrTimeOut(within: left) else { break }
        }
        try await obey(client.finishIdle())
        let status = try await end(tag)
        // A server that says IDLE and refuses it must not be asked in a circle.
        guard status.isOK else { throw failure("idle_refused", "the server refuses IDLE", status) }
    }

    func close() {
        stream.close()
    }

    // MARK: Bytes

    private mutating func receive(within limit: Duration) async throws(SourceFailure) {
        guard try await receiveOrTimeOut(within: limit) else {
            throw SourceFailure(.transient, code: "timed_out", detail: "the server has stopped answering")
        }
    }

    /// False where nothing came in time.
    private mutating func receiveOrTimeOut(within limit: Duration) async throws(SourceFailure) -> Bool {
        let bytes: [UInt8]?
        do {
            bytes = try await stream.read(within: limit)
        } catch .timedOut {
            return false
        } catch {
            throw SourceFailure(error)
        }
        guard let bytes else { throw closed }
        try await obey(client.receive(bytes))
        return true
    }

    private var closed: SourceFailure {
        let words = farewell.map { ": \($0)" } ?? ""
        return SourceFailure(.transient, code: "lost", detail: "the server has closed the connection\(words)")
    }

    private mutating func obey(_ actions: [IMAPAction]) async throws(SourceFailure) {
        for action in actions {
            switch action {
            case .send(let bytes):
                do {
                    try await stream.write(bytes, within: Self.patience)
                } catch {
                    throw SourceFailure(error)
                }
            case .completed(let tag, let status):
                note(status.code)
                ends[tag] = status
            case .response(let response): note(response)
            case .idling: break
            case .failed(let error):
                throw SourceFailure(.transient, code: "protocol", detail: String(describing: error))
            }
        }
    }

    private mutating func note(_ response: IMAPResponse) {
        switch response {
        case .status(let status):
            if status.kind == .bye { farewell = shown(status.text) }
            greeting = greeting ?? status
            note(status.code)
        case .exists(let count):
            if count > self.count { hasNews = true }
            self.count = count
        case .expunged: count = count > 0 ? count - 1 : 0
        case .vanished(let uids, earlier: false): count -= min(count, UInt32(clamping: uids.count))
        case .found(let uids): found = uids
        case .fetched(let message):
            guard let uid = message.uid else { return }
            if message.body != nil { messages[uid] = message } else if let size = message.size { sizes[uid] = size }
        case .vanished, .recent, .flags, .capabilities, .enabled, .other: break
        }
    }

    private mutating func note(_ code: IMAPCode?) {
        switch code {
        case .uidValidity(let number)?: validity = number
        case .uidNext(let number)?: nextUID = number
        default: break
        }
    }

    // MARK: Failures

    /// A refusal with the server's words.
    func failure(
        _ code: String, _ what: String, _ status: IMAPStatus, retry: SourceFailure.Retry = .transient
    ) -> SourceFailure {
        SourceFailure(retry, code: code, detail: describe(what, status))
    }

    func describe(_ what: String, _ status: IMAPStatus) -> String {
        status.text.isEmpty ? what : "\(what): \(shown(status.text))"
    }

    private func shown(_ text: String) -> String {
        secrets.reduce(text) { text, secret in
            text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "[secret]")
        }
    }
}

extension SourceFailure {
    init(_ failure: StreamFailure) {
        switch failure {
        case .unreachable: self.init(.transient, code: "unreachable", detail: failure.text)
        case .untrusted: self.init(.needsOperator, code: "tls_untrusted", detail: failure.text)
        case .refused: self.init(.needsOperator, code: "tls_required", detail: failure.text)
        case .lost: self.init(.transient, code: "lost", detail: failure.text)
        case .timedOut: self.init(.transient, code: "timed_out", detail: failure.text)
        case .cancelled: self.init(.transient, code: "cancelled", detail: failure.text)
        }
    }
}
