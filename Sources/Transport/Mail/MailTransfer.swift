import CCurl
import Glibc

/// One mail on its way through libcurl.
///
/// Sendable although it changes: after it was submitted, only the thread of its `CurlLoop` touches it.
final class MailTransfer: LoopTransfer, @unchecked Sendable {
    typealias Outcome = Result<MailReceipt, MailFailure>

    /// What became of an attempt; `isStale` where it failed before the server said anything, over a connection that had
    /// been used before: then that was dead, and nothing is known of the server.
    struct Ending: Sendable {
        var outcome: Outcome
        var isStale: Bool
    }

    private let mail: MailSubmission
    private let isFresh: Bool
    private var continuation: CheckedContinuation<Ending, Never>?
    private var handle: OpaquePointer?
    private var dialogue = SMTPDialogue()
    private let message: PayloadReader

    init(_ mail: MailSubmission, isFresh: Bool, continuation: CheckedContinuation<Ending, Never>) {
        self.mail = mail
        self.isFresh = isFresh
        self.continuation = continuation
        message = PayloadReader(mail.message)
    }

    // MARK: On the loop's thread

    func begin() -> OpaquePointer? {
        if let problem = PayloadReader.problem(with: mail.message) {
            finish(.failure(.invalid("\(mail.peer): \(problem)")))
            return nil
        }
        var code: Int32 = 0
        handle = makeHandle(&code)
        if handle == nil { finish(.failure(.invalid("\(mail.peer): libcurl refuses the mail (code \(code))"))) }
        return handle
    }

    func end(code: Int32) {
        finish(outcome(code))
    }

    func end(because reason: String) {
        let text = "\(mail.peer): \(reason)"
        let wasOut = handle.map(ccurl_mail_was_read_to_end) ?? false
        finish(.failure(wasOut ? .answerLost(text) : .notSent(text)))
    }

    private func finish(_ outcome: Outcome) {
        let isOld = handle.map(ccurl_mail_used_old_connection) ?? false
        ccurl_transfer_free(handle)
        handle = nil
        continuation?.resume(returning: Ending(outcome: outcome, isStale: isOld && !dialogue.hasAnswer))
        continuation = nil
    }

    // MARK: What became of it

    private func outcome(_ code: Int32) -> Outcome {
        let replies = dialogue.recipientReplies
        if let reply = dialogue.messageReply, dialogue.reachesFirst {
            guard reply.isPositive else { return .failure(.refused(.message, reply)) }
            let refused = zip(mail.recipients, replies).filter { !$0.1.isPositive }
            return .success(MailReceipt(reply: reply, refused: refused.map { (recipient: $0.0, reply: $0.1) }))
        }
        if let first = replies.first, !first.isPositive { return .failure(.refused(.recipient, first)) }
        let text = "\(mail.peer): \(explanation(code))"
        if handle.map(ccurl_mail_was_read_to_end) ?? false { return .failure(.answerLost(text)) }
        if let (stage, reply) = dialogue.refusal { return .failure(.refused(stage, reply)) }
        return .failure(ccurl_is_about_tls(code) ? .insecure(text) : .notSent(text))
    }

    private func explanation(_ code: Int32) -> String {
        guard let handle else { return "failed" }
        let text = String(cString: ccurl_transfer_explain(handle, code))
        let systemError = ccurl_transfer_os_error(handle)
        guard systemError != 0, !dialogue.hasAnswer else { return text }
        return "\(text): \(String(cString: strerror(Int32(truncatingIfNeeded: systemError))))"
    }

    // MARK: Making the handle

    private func makeHandle(_ code: inout Int32) -> OpaquePointer? {
        var options = ccurl_mail()
        options.starttls = mail.encryption == .starttls
        options.fresh = isFresh
        options.timeout_ms = Milliseconds.positive(mail.timeout)
        options.connect_timeout_ms = Milliseconds.positive(min(mail.timeout, .seconds(15)))
        options.context = Unmanaged.passUnretained(self).toOpaque()
        options.on_command = { context, bytes, count in
            MailTransfer.of(context)?.dialogue.sent(UnsafeBufferPointer(start: bytes, count: count))
            return count
        }
        options.on_answer = { context, bytes, count in
            MailTransfer.of(context)?.dialogue.received(UnsafeBufferPointer(start: bytes, count: count))
            return count
        }
        options.body_length = mail.message.count
        options.give_body = { context, bytes, capacity in
            let buffer = UnsafeMutableRawBufferPointer(start: bytes, count: capacity)
            return MailTransfer.of(context)?.message.read(into: buffer) ?? 0
        }
        options.may_send = { MailTransfer.of($0)?.dialogue.reachesFirst ?? false }
        return CStrings.with([mail.url, "<\(mail.sender)>"] + mail.recipients.map { "<\($0)>" }) { strings in
            options.url = strings[0]
            options.sender = strings[1]
            options.recipient_count = mail.recipients.count
            return withLogin(&options) { options in
                strings.dropFirst(2).withContiguousStorageIfAvailable { recipients in
                    options.recipients = recipients.baseAddress
                    return ccurl_mail_new(&options, &code)
                } ?? nil
            }
        }
    }

    private func withLogin(
        _ options: inout ccurl_mail, _ body: (inout ccurl_mail) -> OpaquePointer?
    ) -> OpaquePointer? {
        var texts: [String] = [mail.certificates ?? ""]
        switch mail.login {
        case .password(let user, let password, let mechanism):
            texts += [user, password, mechanism.map { "AUTH=\($0)" } ?? ""]
        case .bearer(let user, let token): texts += [user, token, ""]
        case nil: break
        }
        return CStrings.with(texts) { strings in
            if mail.certificates != nil { options.ca_file = strings[0] }
            if strings.count > 1 {
                options.user = strings[1]
                if case .bearer = mail.login { options.bearer = strings[2] } else { options.password = strings[2] }
                if !texts[3].isEmpty { options.login_options = strings[3] }
            }
            return body(&options)
        }
    }

    /// The loop holds the transfer for as long as libcurl may call back.
    private static func of(_ context: UnsafeMutableRawPointer?) -> MailTransfer? {
        context.map { Unmanaged<MailTransfer>.fromOpaque($0).takeUnretainedValue() }
    }
}

extension MailSubmission {
    /// For failures.
    var peer: String { "\(host):\(port)" }

    var url: String {
        let address = host.contains(":") ? "[\(host)]" : host
        return "\(encryption == .implicit ? "smtps" : "smtp")://\(address):\(port)/\(clientName)"
    }

    /// What is wrong with it; nil where it may be handed to libcurl: nothing in it can break out of its line.
    var problem: String? {
        guard !host.isEmpty, host.utf8.allSatisfy(Self.isHostByte), (1...65_535).contains(port) else {
            return "the host or the port is none"
        }
        guard !clientName.isEmpty, clientName.utf8.allSatisfy(Self.isHostByte) else {
            return "the client's name is none"
        }
        guard !recipients.isEmpty else { return "there is no recipient" }
        let addresses = recipients + (sender.isEmpty ? [] : [sender])
        guard addresses.allSatisfy(Self.isAddress) else { return "an address holds what no address may hold" }
        guard encryption != .plain || isLoopback else { return "without TLS only this machine may be written to" }
        return nil
    }

    private var isLoopback: Bool {
        host == "localhost" || host == "::1" || (host.hasPrefix("127.") && host.utf8.allSatisfy { $0 < 0x3A })
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: ".-_:".utf8.contains(byte)
        }
    }

    private static func isAddress(_ address: String) -> Bool {
        address.utf8.count <= 320 && address.utf8.contains(UInt8(ascii: "@"))
            && address.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && !"<>".utf8.contains($0) }
    }
}
