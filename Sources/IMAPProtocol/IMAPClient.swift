/// A client's side of one IMAP connection (RFC 3501, RFC 9051): bytes in, actions out, no I/O, no clock.
///
/// Commands may be sent while others are under way; they leave in order, and each ends with `.completed`. What the server
/// says besides comes as `.response`, in the order of its words. Actions are to be done in their order. However the
/// received bytes are cut, the actions are the same. After `.failed` nothing more comes: close the connection.
package struct IMAPClient: Sendable {
    /// As last heard, in upper case. Empty where the server has not said.
    package private(set) var capabilities: Set<String> = []
    package private(set) var isUTF8Enabled = false

    private let limits: IMAPLimits
    private var assembler: ResponseAssembler
    private var isGreeted: Bool
    private var failure: IMAPError?
    private var lastTag = 0
    /// Tags of commands that have begun and not ended.
    private var open: Set<String> = []
    /// What has not wholly left. Only the first one may wait for the server.
    private var outgoing: [OutgoingCommand] = []
    private var isWaiting = false
    private var idle: (isTaken: Bool, isEnding: Bool)?

    /// `expectsGreeting` is false where somebody else has read the server's first line, as for STARTTLS.
    package init(limits: IMAPLimits = IMAPLimits(), expectsGreeting: Bool = true) {
        self.limits = limits
        assembler = ResponseAssembler(limits: limits)
        isGreeted = !expectsGreeting
    }

    package func has(_ capability: String) -> Bool {
        capabilities.contains(capability)
    }

    /// Takes what the server sent.
    package mutating func receive(_ bytes: [UInt8]) -> [IMAPAction] {
        guard failure == nil else { return [] }
        var actions: [IMAPAction] = []
        bytes.withUnsafeBufferPointer { buffer in
            var position = 0
            do throws(IMAPError) {
                while let response = try assembler.next(buffer, at: &position) {
                    try take(response, &actions)
                }
            } catch {
                failure = error
                actions.append(.failed(error))
            }
        }
        return actions
    }

    /// Puts a command behind those under way.
    package mutating func send(_ command: IMAPCommand) -> (tag: IMAPTag, actions: [IMAPAction]) {
        lastTag += 1
        let tag = IMAPTag(number: lastTag)
        guard failure == nil else { return (tag, []) }
        outgoing.append(OutgoingCommand(command, tag: tag, capabilities: capabilities, isUTF8: isUTF8Enabled))
        var actions: [IMAPAction] = []
        pump(&actions)
        return (tag, actions)
    }

    /// Ends IDLE, once the server has taken it. Harmless where there is none.
    package mutating func finishIdle() -> [IMAPAction] {
        guard let idle, !idle.isEnding, failure == nil else { return [] }
        self.idle?.isEnding = true
        return idle.isTaken ? [.send(Array("DONE\r\n".utf8))] : []
    }

    // MARK: Out

    private mutating func pump(_ actions: inout [IMAPAction]) {
        while !isWaiting, isGreeted, !outgoing.isEmpty {
            open.insert(outgoing[0].tag.text)
            sendPart(&actions)
        }
    }

    /// Sends the first command's next part; it leaves the list where the server need not be asked for more.
    private mutating func sendPart(_ actions: inout [IMAPAction]) {
        actions.append(.send(outgoing[0].parts.removeFirst()))
        isWaiting = true
        switch outgoing[0].dialogue {
        case .idle: idle = (isTaken: false, isEnding: false)
        case .authentication: break
        case .plain where outgoing[0].parts.isEmpty:
            outgoing.removeFirst()
            isWaiting = false
        case .plain: break
        }
    }

    // MARK: In

    private mutating func take(_ response: RawResponse, _ actions: inout [IMAPAction]) throws(IMAPError) {
        var reader = ResponseReader(response, limits: limits)
        if reader.take("+") { return proceed(&actions) }
        let tag = reader.word()
        guard reader.take(" ") else { throw .malformed("a line without a tag") }
        reader.skipSpaces()
        if tag.elementsEqual("*".utf8) {
            let response = try reader.untagged()
            note(response)
            actions.append(.response(response))
            if !isGreeted { try greeted(by: response, &actions) }
            return
        }
        try complete(String(decoding: tag.prefix(32), as: UTF8.self), &reader, &actions)
    }

    private mutating func greeted(by response: IMAPResponse, _ actions: inout [IMAPAction]) throws(IMAPError) {
        guard case .status(let status) = response, status.kind != .no, status.kind != .bad else {
            throw .unexpected("the first line is no greeting")
        }
        guard status.kind != .bye else { return }
        isGreeted = true
        pump(&actions)
    }

    private mutating func complete(
        _ tag: String, _ reader: inout ResponseReader, _ actions: inout [IMAPAction]
    ) throws(IMAPError) {
        guard open.remove(tag) != nil, let number = Int(tag.dropFirst()) else {
            throw .unexpected("an end of a command that is not under way")
        }
        guard let kind = IMAPStatus.Kind(rawValue: try reader.name()), [.ok, .no, .bad].contains(kind) else {
            throw .malformed("a command ends with neither OK, NO nor BAD")
        }
        let status = try reader.status(kind)
        if case .capability(let words)? = status.code { capabilities = Set(words) }
        if isWaiting, outgoing.first?.tag.text == tag {
            outgoing.removeFirst()
            isWaiting = false
            idle = nil
        }
        actions.append(.completed(IMAPTag(number: number), status))
        pump(&actions)
    }

    private mutating func note(_ response: IMAPResponse) {
        switch response {
        case .capabilities(let words): capabilities = Set(words)
        case .status(let status):
            if case .capability(let words)? = status.code { capabilities = Set(words) }
        case .enabled(let words):
            if words.contains("UTF8=ACCEPT") { isUTF8Enabled = true }
        default: break
        }
    }

    /// The server asks for more. A question without a command that waits for one has no answer.
    private mutating func proceed(_ actions: inout [IMAPAction]) {
        guard isWaiting, let command = outgoing.first else { return }
        switch command.dialogue {
        case .plain:
            sendPart(&actions)
            pump(&actions)
        case .idle:
            guard idle?.isTaken == false else { return }
            idle?.isTaken = true
            actions.append(.idling(command.tag))
            if idle?.isEnding == true { actions.append(.send(Array("DONE\r\n".utf8))) }
        case .authentication(let replies):
            let reply = replies.first ?? [UInt8(ascii: "*")]
            outgoing[0].dialogue = .authentication(replies: Array(replies.dropFirst()))
            actions.append(.send(reply + [0x0D, 0x0A]))
        }
    }
}
