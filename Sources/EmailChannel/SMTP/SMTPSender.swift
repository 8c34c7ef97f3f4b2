import ChannelKit
import EmailMessage
import InboxDomain
import Transport

/// Sends the replies of one inbox through its submission server, one at a time, so that one connection serves them all.
struct SMTPSender: Sendable {
    private let settings: SMTPSettings
    private let identity: MailIdentity
    /// Stands below what agents write.
    private let signature: String?
    private let exchange: any MailExchange
    private let tokens: (any AccessTokenSource)?
    private let turnstile = Turnstile()

    /// With `tokens`, an access token stands in place of the password.
    init(
        settings: SMTPSettings, identity: MailIdentity, signature: String? = nil, exchange: any MailExchange,
        tokens: (any AccessTokenSource)? = nil
    ) {
        self.settings = settings
        self.identity = identity
        self.signature = signature
        self.exchange = exchange
        self.tokens = tokens
    }

    /// Does not throw, and does not block a thread: what went wrong is in the outcome.
    func send(_ message: OutgoingMessage, now: Instant) async -> SendOutcome {
        guard let mail = message.mail else {
            return .failed(
                SendFailure(.permanent, code: "not_mail", detail: "the conversation has no mail to be answered"))
        }
        switch Self.compose(email(message, mail)) {
        case .success(let composed): return await send(composed, mail)
        case .failure(let error):
            return .failed(SendFailure(.permanent, code: "cannot_compose", detail: "\(error)"))
        }
    }

    private static func compose(_ email: OutgoingEmail) -> Result<ComposedEmail, ComposingError> {
        do throws(ComposingError) {
            return .success(try EmailComposer.compose(email))
        } catch {
            return .failure(error)
        }
    }

    private func send(_ composed: ComposedEmail, _ mail: OutgoingMail) async -> SendOutcome {
        let messageID = messageID(mail)
        return await turnstile.pass {
            if let envelope = mail.envelope {
                return await sendToRest(envelope, composed, mail, messageID)
            }
            let recipients = [mail.to.address] + mail.cc.map(\.address)
            switch await submit(composed, mail, to: recipients) {
            case .failure(let failure): return .failed(failure)
            case .success(let receipt) where receipt.refused.isEmpty: return .sent(providerID: messageID)
            case .success(let receipt):
                let refused = receipt.refused.map {
                    RefusedRecipient(address: $0.recipient, isPermanent: $0.reply.isPermanent, detail: $0.reply.words)
                }
                return .sentInPart(providerID: messageID, refused: refused)
            }
        }
    }

    /// Tries those who had been put off, each alone: none of them waits for another.
    private func sendToRest(
        _ envelope: [String], _ composed: ComposedEmail, _ mail: OutgoingMail, _ messageID: String
    ) async -> SendOutcome {
        var refused: [RefusedRecipient] = []
        for address in envelope {
            guard case .failure(let failure) = await submit(composed, mail, to: [address]) else { continue }
            // Whether it arrived is not known; a second copy would be worse than a doubt.
            let isFinal = failure.retry == .permanent || failure.retry == .maybeSent
            refused.append(RefusedRecipient(address: address, isPermanent: isFinal, detail: failure.detail))
        }
        return refused.isEmpty ? .sent(providerID: messageID) : .sentInPart(providerID: messageID, refused: refused)
    }

    // MARK: - One submission

    private func submit(
        _ composed: ComposedEmail, _ mail: OutgoingMail, to recipients: [String]
    ) async -> Result<MailReceipt, SendFailure> {
        var submission = MailSubmission(
            host: settings.host, port: settings.port, encryption: settings.encryption,
            certificates: settings.certificates, clientName: settings.clientName ?? identity.domain,
            // RFC 3834: what a machine answers has the null return path, so nothing can bounce back and forth.
            sender: mail.isAutomatic ? "" : identity.address, recipients: recipients,
            message: Self.payload(of: composed), timeout: .zero)
        submission.timeout = settings.timeout + Self.allowance(submission.message.count)
        switch await login(rejected: nil) {
        case .failure(let failure): return .failure(failure)
        case .success(let login): submission.login = login
        }
        let result = await attempt(submission)
        guard case .failure(.refused(.login, let reply)) = result, reply.isPermanent,
            case .bearer(_, let token)? = submission.login
        else { return result.mapError { SendFailure($0, host: settings.host) } }
        // The token may have been withdrawn before its time.
        switch await login(rejected: token) {
        case .failure(let failure): return .failure(failure)
        case .success(let login): submission.login = login
        }
        return await attempt(submission).mapError { SendFailure($0, host: settings.host) }
    }

    /// Files are read while they are sent: an outbox full of mails with attachments fits into memory.
    private static func payload(of composed: ComposedEmail) -> Payload {
        Payload(
            composed.pieces.map { piece in
                switch piece {
                case .bytes(let bytes): .bytes(bytes)
                case .base64(let path, let size): .base64(path: path, size: size)
                }
            })
    }

    /// What a large mail takes over a slow line, beyond the timeout: 128 KiB a second.
    private static func allowance(_ bytes: Int) -> Duration { .milliseconds(bytes / 128) }

    private func attempt(_ submission: MailSubmission) async -> Result<MailReceipt, MailFailure> {
        do throws(MailFailure) {
            return .success(try await exchange.submit(submission))
        } catch {
            return .failure(error)
        }
    }

    /// Who we are; nil where the server does not ask.
    private func login(rejected: String?) async -> Result<MailSubmission.Login?, SendFailure> {
        guard let user = settings.user else { return .success(nil) }
        guard let tokens else {
            return .success(
                settings.password.map {
                    .password(user: user, password: $0.reveal(), mechanism: settings.mechanism)
                })
        }
        do throws(SourceFailure) {
            return .success(.bearer(user: user, token: try await tokens.token(rejected: rejected)))
        } catch {
            let retry: SendFailure.Retry = error.retry == .needsOperator ? .needsOperator : .transient
            return .failure(SendFailure(retry, code: error.code, detail: error.detail))
        }
    }

    // MARK: - The message

    private func messageID(_ mail: OutgoingMail) -> String {
        "\(mail.messageIDStem)@\(identity.domain)"
    }

    private func email(_ message: OutgoingMessage, _ mail: OutgoingMail) -> OutgoingEmail {
        let names = [mail.authorName, identity.name].compactMap { $0 }
        var email = OutgoingEmail(
            from: EmailAddress(
                name: names.isEmpty ? nil : names.joined(separator: " · "), address: identity.address),
            subject: subject(message, mail), text: text(message, mail), date: mail.date, messageID: messageID(mail),
            boundarySeed: message.idempotencyKey)
        email.to = [Self.address(mail.to)]
        email.cc = mail.cc.map(Self.address)
        email.replyTo = [EmailAddress(name: identity.name, address: identity.with(token: mail.replyToken))]
        email.inReplyTo = mail.inReplyTo.map { [$0] } ?? []
        email.references = mail.references
        email.history = mail.quotation.map(Self.history)
        email.automatic = mail.isAutomatic ? .replied : nil
        email.files = message.attachments.map { file($0, mail) }
        return email
    }

    /// A header takes a domain beyond ASCII only where every server on the way knows SMTPUTF8.
    private static func address(_ party: MailParty) -> EmailAddress {
        EmailAddress(name: party.name, address: DomainName.ascii(inAddress: party.address))
    }

    private func text(_ message: OutgoingMessage, _ mail: OutgoingMail) -> String {
        let pictures = message.attachments.filter { $0.contentID != nil }.map(\.name)
        let text = InlinePictures.marked(message.text, names: pictures)
        guard let signature, !mail.isAutomatic else { return text }
        return "\(text)\n\n-- \n\(signature)"
    }

    /// A content id is unique in the world once it has what makes the Message-ID so.
    private func file(_ attachment: OutgoingAttachment, _ mail: OutgoingMail) -> OutgoingEmail.File {
        let id = attachment.contentID.map { $0.contains("@") ? $0 : "\($0).\(messageID(mail))" }
        let type = attachment.type.description
        switch attachment.content {
        case .bytes(let bytes):
            return OutgoingEmail.File(name: attachment.name, contentType: type, content: bytes, contentID: id)
        case .file(let path):
            return OutgoingEmail.File(
                name: attachment.name, contentType: type, path: path, size: attachment.size, contentID: id)
        }
    }

    private func subject(_ message: OutgoingMessage, _ mail: OutgoingMail) -> String {
        var subject = mail.subject
        // One `Re:` is enough, and clients that group by the subject expect no other change.
        if !mail.isNewSubject, !subject.lowercased().hasPrefix("re:") {
            subject = subject.isEmpty ? "Re:" : "Re: \(subject)"
        }
        let tag = "[#\(message.conversation)]"
        if settings.tagsSubjects, !subject.contains(tag) { subject += " \(tag)" }
        return subject
    }

    /// The text is quoted, also of a mail that came as HTML: what others wrote does not run in the customer's client.
    private static func history(_ quotation: OutgoingMail.Quotation) -> OutgoingEmail.History {
        let author = quotation.author.name ?? quotation.author.address
        return OutgoingEmail.History(
            attribution: "On \(EmailDate.format(quotation.sentAt)), \(author) wrote:", text: quotation.text)
    }
}

/// Lets one through at a time, in the order in which they came.
private actor Turnstile {
    private var isTaken = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func pass<T: Sendable>(_ body: @Sendable () async -> T) async -> T {
        if isTaken {
            await withCheckedContinuation { waiting.append($0) }
        }
        isTaken = true
        let result = await body()
        if waiting.isEmpty {
            isTaken = false
        } else {
            waiting.removeFirst().resume()
        }
        return result
    }
}
