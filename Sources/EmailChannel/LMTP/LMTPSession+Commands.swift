extension LMTPSession {
    mutating func perform(_ command: LMTPCommand) {
        switch command {
        case .lhlo(let name): greet(name)
        case .mail(let path): mail(path)
        case .rcpt(let path): recipient(path)
        case .data: beginData()
        case .bdat(let count, let isLast): beginChunk(count, isLast)
        case .rset:
            reset()
            reply(LMTPReply(250, "2.0.0", "Forgotten"))
        case .noop: reply(LMTPReply(250, "2.0.0", "Nothing done"))
        case .vrfy: reply(LMTPReply(252, "2.5.0", "RCPT will tell"))
        case .help: reply(LMTPReply(214, "2.0.0", "LHLO MAIL RCPT DATA BDAT RSET NOOP VRFY QUIT"))
        case .quit: end(LMTPReply(221, "2.0.0", "\(host) Bye"), nil)
        }
    }

    private mutating func greet(_ name: String) {
        reset()
        client = name
        let extensions = ["PIPELINING", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "CHUNKING"]
        for line in [host] + extensions { write("250-\(line)\r\n".utf8) }
        write("250 SIZE \(limits.messageSize)\r\n".utf8)
    }

    private mutating func mail(_ path: LMTPPath) {
        guard let client else { return refuse(.notGreeted, .badCommand) }
        guard transaction == nil else {
            return refuse(LMTPReply(503, "5.5.1", "One message at a time; RSET forgets it"), .badCommand)
        }
        var size = 0
        var isInternational = false
        var seen: Set<String> = []
        for parameter in path.parameters {
            let parts = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let name = parts[0].uppercased()
            guard seen.insert(name).inserted else {
                return refuse(LMTPReply(501, "5.5.4", "A parameter is given twice"), .badCommand)
            }
            switch (name, parts.count == 2 ? parts[1] : nil) {
            case ("SIZE", let value?) where !value.isEmpty && value.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }):
                size = Int(value) ?? .max
            case ("BODY", let value?) where ["7BIT", "8BITMIME"].contains(value.uppercased()): break
            case ("SMTPUTF8", nil): isInternational = true
            default:
                return refuse(LMTPReply(555, "5.5.4", "MAIL takes no such parameter"), .badCommand)
            }
        }
        guard path.isASCII || isInternational else { return refuse(Self.needsUTF8, .badCommand) }
        guard size <= limits.messageSize else { return refuse(.tooLarge, .tooLarge) }
        transaction = LMTPTransaction(sender: path.address, client: client, lease: memory.lease())
        self.isInternational = isInternational
        announcedSize = size
        reply(LMTPReply(250, "2.1.0", "Whom for?"))
    }

    private mutating func recipient(_ path: LMTPPath) {
        guard let transaction else { return refuse(client == nil ? .notGreeted : .noMail, .badCommand) }
        guard !hasChunks else { return refuse(.chunksBegun, .badCommand) }
        guard path.parameters.isEmpty else {
            return refuse(LMTPReply(555, "5.5.4", "RCPT takes no parameters"), .badCommand)
        }
        guard !path.address.isEmpty else {
            return refuse(LMTPReply(501, "5.1.3", "That is no address in angle brackets"), .badCommand)
        }
        guard path.isASCII || isInternational else { return refuse(Self.needsUTF8, .badCommand) }
        guard transaction.recipients.count < limits.recipients else {
            return refuse(LMTPReply(452, "4.5.3", "Too many recipients; send the rest again"), .tooManyRecipients)
        }
        guard let inbox = inbox(path.address) else {
            return refuse(LMTPReply(550, "5.1.1", "<\(path.address)> is the address of no inbox"), .unknownRecipient)
        }
        self.transaction?.recipients.append(.init(address: path.address, inbox: inbox))
        reply(LMTPReply(250, "2.1.5", "<\(path.address)>"))
    }

    private mutating func beginData() {
        guard let transaction else { return refuse(client == nil ? .notGreeted : .noMail, .badCommand) }
        guard !hasChunks else { return refuse(.chunksBegun, .badCommand) }
        // RFC 2033 §4.2 asks for 503, where RFC 5321 leaves 554 free.
        guard !transaction.recipients.isEmpty else { return refuse(.noRecipients, .badCommand) }
        guard makeRoom() else { return refuse(.noMemory, .memory) }
        phase = .data(LMTPDataDecoder())
        reply(LMTPReply(354, "", "Go on; a dot alone ends it"))
    }

    /// The bytes of the chunk come in any case, and have to be taken.
    private mutating func beginChunk(_ count: Int, _ isLast: Bool) {
        if let transaction, !transaction.recipients.isEmpty {
            if !hasChunks, failure == nil, !makeRoom() { failure = .memory }
            hasChunks = true
        } else {
            failure = .outOfPlace(client == nil ? .notGreeted : transaction == nil ? .noMail : .noRecipients)
        }
        phase = .chunk(remaining: count, count: count, isLast: isLast)
    }

    /// Takes room for the message as far as it is known how large it is.
    private mutating func makeRoom() -> Bool {
        guard let transaction else { return false }
        let size = max(announcedSize, min(4096, limits.messageSize))
        guard transaction.lease.grow(to: size) else { return false }
        self.transaction?.body.reserveCapacity(size)
        return true
    }

    private static let needsUTF8 = LMTPReply(553, "5.6.7", "An address beyond ASCII takes SMTPUTF8")
}
