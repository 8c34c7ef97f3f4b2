/// One mail for a submission server (RFC 6409).
package struct MailSubmission: Sendable {
    package enum Encryption: String, Sendable, CaseIterable {
        /// TLS from the first byte (`smtps`).
        case implicit
        /// STARTTLS, and no mail where the server does not offer it.
        case starttls
        /// None.
        case plain
    }

    package enum Login: Sendable {
        /// `mechanism` is `PLAIN` or `LOGIN`; nil for what the server offers.
        case password(user: String, password: String, mechanism: String? = nil)
        /// An OAuth 2 access token: OAUTHBEARER or XOAUTH2, as the server offers.
        case bearer(user: String, token: String)
    }

    package var host: String
    package var port: Int
    package var encryption: Encryption
    package var login: Login?
    /// Certificates to trust in place of the system's: a PEM file.
    package var certificates: String?
    /// What we call ourselves in EHLO.
    package var clientName: String
    /// The return path; empty for the null one.
    package var sender: String
    /// The one on whom it depends first: where it is refused, nobody gets the mail.
    package var recipients: [String]
    /// The whole message, lines ended by CR LF. Dots are stuffed on the way.
    package var message: Payload
    /// From the start to the server's word after the message.
    package var timeout: Duration

    package init(
        host: String, port: Int, encryption: Encryption, login: Login? = nil, certificates: String? = nil,
        clientName: String = "localhost", sender: String, recipients: [String], message: Payload,
        timeout: Duration = .seconds(60)
    ) {
        self.host = host
        self.port = port
        self.encryption = encryption
        self.login = login
        self.certificates = certificates
        self.clientName = clientName
        self.sender = sender
        self.recipients = recipients
        self.message = message
        self.timeout = timeout
    }
}

/// A server's answer to one command.
package struct SMTPReply: Sendable, Hashable {
    package var code: Int
    /// Its words, lines joined by a space; printable, at most 500 bytes.
    package var text: String

    package init(code: Int, text: String) {
        self.code = code
        self.text = text
    }

    package var isPositive: Bool { (200..<400).contains(code) }
    package var isPermanent: Bool { code >= 500 }
}

/// A mail that the server took, for its first recipient at least.
package struct MailReceipt: Sendable, Hashable {
    /// The server's word after the message.
    package var reply: SMTPReply
    /// Recipients whom it refused, with its words.
    package var refused: [(recipient: String, reply: SMTPReply)]

    package init(reply: SMTPReply, refused: [(recipient: String, reply: SMTPReply)]) {
        self.reply = reply
        self.refused = refused
    }

    package static func == (a: Self, b: Self) -> Bool {
        a.reply == b.reply && a.refused.elementsEqual(b.refused) { $0 == $1 }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(reply)
        for (recipient, _) in refused { hasher.combine(recipient) }
    }
}

/// Why a mail was not taken. Texts name the host; they hold no password and no part of the message.
package enum MailFailure: Error, Sendable, Hashable {
    package enum Stage: String, Sendable {
        /// The greeting, EHLO and STARTTLS.
        case greeting
        case login
        case sender
        /// The first recipient.
        case recipient
        case message
    }

    /// The server said no.
    case refused(Stage, SMTPReply)
    /// There was no conversation, or it broke off before the message was out: nobody got it.
    case notSent(String)
    /// The certificate is not to be trusted, or the server has no TLS where it must.
    case insecure(String)
    /// The message was out, and no word came: the server may have taken it.
    case answerLost(String)
    /// The submission itself is wrong; trying again cannot help.
    case invalid(String)
}

/// Submits mail. `CurlTransport` is the real one; tests put their own here.
package protocol MailExchange: Sendable {
    /// Does not block a thread. Cancelling the task gives the mail up.
    func submit(_ mail: MailSubmission) async throws(MailFailure) -> MailReceipt
}
