/// A reply of one line, with its enhanced status code (RFC 2034, RFC 3463).
struct LMTPReply: Sendable, Hashable {
    var code: Int
    /// `2.1.5`; empty for the greeting and 354, which have none.
    var status: String
    var text: String

    init(_ code: Int, _ status: String, _ text: String) {
        self.code = code
        self.status = status
        self.text = text
    }

    func append(to output: inout [UInt8]) {
        output.append(contentsOf: "\(code) ".utf8)
        if !status.isEmpty { output.append(contentsOf: "\(status) ".utf8) }
        output.append(contentsOf: "\(text)\r\n".utf8)
    }

    static let notGreeted = LMTPReply(503, "5.5.1", "Say LHLO first")
    static let noMail = LMTPReply(503, "5.5.1", "Say MAIL first")
    static let noRecipients = LMTPReply(503, "5.5.1", "There is no recipient")
    static let chunksBegun = LMTPReply(503, "5.5.1", "The message has begun with BDAT")
    static let chunksFailed = LMTPReply(503, "5.5.1", "The message has failed; say RSET")
    static let noArguments = LMTPReply(501, "5.5.4", "The command takes no argument")
    static let tooLarge = LMTPReply(552, "5.3.4", "The message is larger than is taken here")
    static let noMemory = LMTPReply(452, "4.3.1", "Too many messages at the moment; try again")
    static let ambiguousEnd = LMTPReply(550, "5.5.2", "A dot stands alone between bare CR or LF; lines end with CRLF")
    static let notStored = LMTPReply(451, "4.3.0", "The message could not be stored; try again")
}
