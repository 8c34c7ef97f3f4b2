import Foundation

/// A blocking LMTP client, with no more than the tests need. Belongs to one thread at a time.
final class LMTPClient {
    let connection: ClientConnection

    /// Connects and greets.
    init(socketPath: String) throws {
        connection = try ClientConnection(socketPath: socketPath)
        _ = try reply()
        _ = try ask("LHLO client.example")
    }

    /// The last line of the next reply.
    func reply() throws -> String {
        while true {
            let line = try connection.line()
            if line.utf8.count < 4 || Array(line.utf8)[3] != UInt8(ascii: "-") { return line }
        }
    }

    @discardableResult
    func ask(_ line: String) throws -> String {
        try connection.send(line + "\r\n")
        return try reply()
    }

    /// Sends one message, all of it at once where the server would take it; returns the replies to its end, or the reply
    /// that kept it from being sent.
    func deliver(_ message: String, from sender: String = "a@b.example", to recipients: [String]) throws -> [String] {
        let envelope = ["MAIL FROM:<\(sender)>"] + recipients.map { "RCPT TO:<\($0)>" } + ["DATA"]
        try connection.send(envelope.map { $0 + "\r\n" }.joined())
        var accepted = 0
        for number in envelope.indices {
            let answer = try reply()
            if answer.hasPrefix("250"), number > 0 { accepted += 1 }
            if number == envelope.count - 1, !answer.hasPrefix("354") { return [answer] }
        }
        try connection.send(message + "\r\n.\r\n")
        return try (0..<accepted).map { _ in try reply() }
    }

    /// A mail of one text part.
    static func mail(id: String, subject: String = "Parcel", text: String, references: String? = nil) -> String {
        """
        From: Ada <ada@b.example>
        To: support@example.com
        Subject: \(subject)
        Date: Wed, 25 Nov 2026 10:00:00 +0000
        Message-ID: <\(id)>\(references.map { "\nReferences: <\($0)>" } ?? "")
        Content-Type: text/plain; charset=utf-8

        \(text)
        """.replacing("\n", with: "\r\n")
    }
}

/// Carries a client from the thread that opened it to the one that uses it next.
struct LMTPClientBox: @unchecked Sendable {
    // Whoever holds the box uses the client only after the one before has let go of it.
    let client: LMTPClient

    init(_ client: LMTPClient) {
        self.client = client
    }
}
