/// One LMTP session of the server's side (RFC 2033 over RFC 5321), without I/O.
///
/// Hand in what arrives with `receive`, then carry out what `next` gives until it gives nil. After `.store` it gives
/// nothing but replies until it was told what became of the message; what has arrived meanwhile waits. So commands may be
/// pipelined (RFC 2920) at will, and are answered in their order.
///
/// Also spoken: 8BITMIME (RFC 6152), SMTPUTF8 (RFC 6531), ENHANCEDSTATUSCODES (RFC 2034), SIZE (RFC 1870) and CHUNKING
/// (RFC 3030).
package struct LMTPSession: Sendable {
    package enum Action: Sendable {
        case write([UInt8])
        /// Make the message durable in all its inboxes or in none, then call `stored`.
        case store(LMTPTransaction)
        /// To be counted; the reply, if any, is written by itself.
        case refused(LMTPRefusal)
        /// Close once everything is written.
        case close
    }

    enum Phase {
        case commands
        /// Inside a line that is too long; its refusal comes with its end.
        case overlongLine
        case data(LMTPDataDecoder)
        case chunk(remaining: Int, count: Int, isLast: Bool)
        case storing
        case closed
    }

    /// What the message in hand has come to.
    enum Failure {
        case tooLarge, memory, ambiguousEnd
        /// A chunk before this one failed.
        case chunksFailed
        /// BDAT where no message may come; the next command is judged anew.
        case outOfPlace(LMTPReply)

        var reply: LMTPReply {
            switch self {
            case .tooLarge: .tooLarge
            case .memory: .noMemory
            case .ambiguousEnd: .ambiguousEnd
            case .chunksFailed: .chunksFailed
            case .outOfPlace(let reply): reply
            }
        }

        var refusal: LMTPRefusal {
            switch self {
            case .tooLarge: .tooLarge
            case .memory: .memory
            case .ambiguousEnd: .ambiguousEnd
            case .chunksFailed, .outOfPlace: .badCommand
            }
        }
    }

    let host: String
    let limits: LMTPLimits
    let memory: MailMemory
    let inbox: @Sendable (_ address: String) -> String?

    var phase = Phase.commands
    var client: String?
    var transaction: LMTPTransaction?
    /// Whether `MAIL` asked for SMTPUTF8.
    var isInternational = false
    /// As `MAIL` announced it.
    var announcedSize = 0
    var hasChunks = false
    var failure: Failure?

    private var input: [UInt8] = []
    private var position = 0
    private var output: [UInt8] = []
    private var refusals: [LMTPRefusal] = []
    private var handover: LMTPTransaction?
    private var commandCount = 0
    private var badCommandCount = 0
    private var isStopping = false
    private var isCloseGiven = false

    /// `inbox` says whose an address is, and nil where it is nobody's; it is asked once a recipient. `memory` is shared
    /// by all sessions.
    package init(
        host: String, limits: LMTPLimits, memory: MailMemory, inbox: @escaping @Sendable (String) -> String?
    ) {
        self.host = host
        self.limits = limits
        self.memory = memory
        self.inbox = inbox
        reply(LMTPReply(220, "", "\(host) LMTP inboxd"))
    }

    /// A session that is over before it began: as many as may be are open.
    package static func refusing(host: String) -> [UInt8] {
        var output: [UInt8] = []
        LMTPReply(421, "4.3.2", "\(host) Too many sessions at the moment; try again").append(to: &output)
        return output
    }

    // MARK: - What happens

    package mutating func receive(_ bytes: some Collection<UInt8>) {
        if case .closed = phase { return }
        if position == input.count {
            input.removeAll(keepingCapacity: input.capacity <= 256 << 10)
            position = 0
        } else if position >= 32 << 10 {
            input.removeSubrange(..<position)
            position = 0
        }
        input.append(contentsOf: bytes)
    }

    /// The message of the last `.store` is durable, or was not stored.
    package mutating func stored(_ isDurable: Bool) {
        guard case .storing = phase, let transaction else { return }
        if isDurable {
            commandCount = 0
            badCommandCount = 0
        } else {
            refusals.append(.storeFailure)
        }
        for recipient in transaction.recipients {
            reply(isDurable ? LMTPReply(250, "2.0.0", "<\(recipient.address)> stored") : .notStored)
        }
        reset()
        phase = .commands
        if isStopping { end(LMTPReply(421, "4.3.2", "\(host) The daemon is stopping"), .stopping) }
    }

    /// Nothing came for `limits.idleTime`. Means nothing while it is us that are waited for.
    package mutating func expire() {
        if case .storing = phase { return }
        end(LMTPReply(421, "4.4.2", "\(host) Nothing came for too long"), .idle)
    }

    /// The daemon is stopping: a message that is being received is taken to its end, all else ends here.
    package mutating func stop() {
        isStopping = true
        switch phase {
        case .data, .chunk, .storing, .closed: break
        case .commands, .overlongLine: end(LMTPReply(421, "4.3.2", "\(host) The daemon is stopping"), .stopping)
        }
    }

    /// What to do now; nil where more has to come first.
    package mutating func next() -> Action? {
        while true {
            if !refusals.isEmpty { return .refused(refusals.removeFirst()) }
            if case .closed = phase {
                if let written = flush() { return written }
                defer { isCloseGiven = true }
                return isCloseGiven ? nil : .close
            }
            if handover != nil {
                if let written = flush() { return written }
                defer { handover = nil }
                return handover.map(Action.store)
            }
            guard step() else { return refusals.isEmpty ? flush() : .refused(refusals.removeFirst()) }
        }
    }

    private mutating func flush() -> Action? {
        guard !output.isEmpty else { return nil }
        defer { output = [] }
        return .write(output)
    }

    // MARK: - For the parts below

    mutating func reply(_ reply: LMTPReply) {
        reply.append(to: &output)
    }

    mutating func write(_ bytes: some Sequence<UInt8>) {
        output.append(contentsOf: bytes)
    }

    mutating func refuse(_ reply: LMTPReply, _ refusal: LMTPRefusal) {
        self.reply(reply)
        refusals.append(refusal)
        guard refusal == .badCommand else { return }
        badCommandCount += 1
        if badCommandCount > limits.badCommands {
            end(LMTPReply(421, "4.7.0", "\(host) Too many bad commands"), .tooManyCommands)
        }
    }

    mutating func end(_ reply: LMTPReply, _ refusal: LMTPRefusal?) {
        if case .closed = phase { return }
        if let refusal { refusals.append(refusal) }
        self.reply(reply)
        phase = .closed
        reset()
        input = []
        position = 0
    }

    /// Forgets the transaction.
    mutating func reset() {
        transaction = nil
        failure = nil
        hasChunks = false
        isInternational = false
        announcedSize = 0
    }

    /// Hands the message over, or says to each recipient why not.
    mutating func finishMessage() {
        phase = .commands
        guard let transaction, !transaction.recipients.isEmpty else {
            if let failure { refuse(failure.reply, failure.refusal) }
            failure = nil
            return
        }
        guard let failure else {
            handover = transaction
            // The copy that stays needs the envelope only.
            self.transaction?.body = []
            return phase = .storing
        }
        for _ in transaction.recipients { reply(failure.reply) }
        refusals.append(failure.refusal)
        reset()
        if isStopping { end(LMTPReply(421, "4.3.2", "\(host) The daemon is stopping"), .stopping) }
    }

    // MARK: - Reading

    /// Takes one thing from the input; false where it is not all there.
    private mutating func step() -> Bool {
        switch phase {
        case .commands: return line()
        case .overlongLine: return restOfLine()
        case .data: return data()
        case .chunk(let remaining, let count, let isLast): return chunk(remaining, count, isLast)
        case .storing, .closed: return false
        }
    }

    private mutating func line() -> Bool {
        let rest = input[position...].prefix(limits.commandLine)
        guard let end = rest.firstIndex(of: 10) else {
            if rest.count == limits.commandLine { phase = .overlongLine }
            return rest.count == limits.commandLine
        }
        position = end + 1
        commandCount += 1
        guard commandCount <= limits.commands else {
            self.end(LMTPReply(421, "4.7.0", "\(host) Too many commands"), .tooManyCommands)
            return true
        }
        guard end > rest.startIndex, input[end - 1] == 13 else {
            refuse(LMTPReply(500, "5.5.2", "Lines end with CRLF"), .badCommand)
            return true
        }
        do {
            try perform(LMTPCommand(input[rest.startIndex..<(end - 1)]))
        } catch {
            refuse(error.reply, .badCommand)
            if error.losesPlace { self.end(LMTPReply(421, "4.5.0", "\(host) Begin again"), nil) }
        }
        return true
    }

    private mutating func restOfLine() -> Bool {
        guard let end = input[position...].firstIndex(of: 10) else {
            position = input.count
            return false
        }
        position = end + 1
        phase = .commands
        refuse(LMTPReply(500, "5.5.2", "The line is longer than \(limits.commandLine) bytes"), .badCommand)
        return true
    }

    private mutating func data() -> Bool {
        guard case .data(var decoder) = phase, position < input.count, transaction != nil else { return false }
        // So that what is appended to has one owner.
        var body = transaction?.body ?? []
        transaction?.body = []
        let taken = input[position...].withUnsafeBufferPointer { decoder.decode($0, into: &body) }
        position += taken.count
        keep(body)
        // Above all else that is wrong with it, so that the reply does not hang on how the bytes were cut.
        if decoder.isAmbiguous { fail(.ambiguousEnd) }
        phase = .data(decoder)
        if taken.isEnd { finishMessage() }
        return taken.isEnd
    }

    private mutating func chunk(_ remaining: Int, _ count: Int, _ isLast: Bool) -> Bool {
        let part = input[position...].prefix(remaining)
        position += part.count
        if failure == nil, !part.isEmpty {
            var body = transaction?.body ?? []
            transaction?.body = []
            body.append(contentsOf: part)
            keep(body)
        }
        guard part.count == remaining else {
            phase = .chunk(remaining: remaining - part.count, count: count, isLast: isLast)
            return false
        }
        if isLast {
            finishMessage()
        } else {
            phase = .commands
            if let failure {
                refuse(failure.reply, failure.refusal)
                if case .outOfPlace = failure { self.failure = nil } else { self.failure = .chunksFailed }
            } else {
                reply(LMTPReply(250, "2.0.0", "\(count) bytes"))
            }
        }
        return true
    }

    /// Keeps the body as far as there is room for it.
    private mutating func keep(_ body: [UInt8]) {
        guard failure == nil, let transaction else { return }
        if body.count > limits.messageSize { return fail(.tooLarge) }
        guard transaction.lease.grow(to: body.count) else { return fail(.memory) }
        self.transaction?.body = body
    }

    /// The rest of the message is read and dropped; its room is given back.
    private mutating func fail(_ failure: Failure) {
        self.failure = failure
        transaction?.body = []
        transaction?.lease.empty()
    }
}
