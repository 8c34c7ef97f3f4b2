/// Cuts the server's bytes into responses. However the bytes are cut when they come, the responses are the same.
struct ResponseAssembler: Sendable {
    private enum State {
        case line
        case literal(left: Int)
        case skipping(left: Int)
    }

    private let limits: IMAPLimits
    private var state = State.line
    private var response = RawResponse()
    private var literal: [UInt8] = []
    /// Where the line under way begins in `response.text`.
    private var lineStart = 0
    /// Bytes of the literals that were kept.
    private var kept = 0

    init(limits: IMAPLimits) {
        self.limits = limits
    }

    /// Reads on from `position` and moves it; nil where the bytes end before a response does.
    mutating func next(
        _ bytes: UnsafeBufferPointer<UInt8>, at position: inout Int
    ) throws(IMAPError) -> RawResponse? {
        while position < bytes.count {
            switch state {
            case .line:
                if try line(bytes, at: &position) { return finish() }
            case .literal(let left):
                let count = min(left, bytes.count - position)
                literal.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[position..<position + count]))
                position += count
                if count == left { endLiteral(.bytes(literal)) } else { state = .literal(left: left - count) }
            case .skipping(let left):
                let count = min(left, bytes.count - position)
                position += count
                if count == left { state = .line } else { state = .skipping(left: left - count) }
            }
        }
        return nil
    }

    /// True where the line ends the response.
    private mutating func line(
        _ bytes: UnsafeBufferPointer<UInt8>, at position: inout Int
    ) throws(IMAPError) -> Bool {
        var end = position
        while end < bytes.count, bytes[end] != 0x0A { end += 1 }
        guard response.text.count + end - position <= limits.response else {
            throw .overLimit("a response of more than \(limits.response) bytes")
        }
        response.text.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[position..<end]))
        guard end < bytes.count else {
            position = end
            return false
        }
        position = end + 1
        if response.text.count > lineStart, response.text.last == 0x0D { response.text.removeLast() }
        guard let size = try announcedLiteral() else { return true }
        guard response.literals.count < limits.literals else {
            throw .overLimit("more than \(limits.literals) literals in one response")
        }
        lineStart = response.text.count
        if size <= limits.message - kept {
            kept += size
            literal = []
            literal.reserveCapacity(min(size, 1 << 20))
            if size == 0 { endLiteral(.bytes([])) } else { state = .literal(left: size) }
        } else {
            // Those after it are skipped too, so that it does not matter how they are ordered by size.
            kept = limits.message
            response.literals.append(.skipped(size: size))
            state = .skipping(left: size)
        }
        return false
    }

    private mutating func endLiteral(_ literal: RawResponse.Literal) {
        response.literals.append(literal)
        self.literal = []
        state = .line
    }

    private mutating func finish() -> RawResponse {
        defer {
            response = RawResponse()
            lineStart = 0
            kept = 0
        }
        return response
    }

    /// The size that `{n}`, `{n+}` or `~{n}` at the end of the line announces.
    private func announcedLiteral() throws(IMAPError) -> Int? {
        let text = response.text
        var i = text.count - 1
        guard i > lineStart, text[i] == UInt8(ascii: "}") else { return nil }
        i -= 1
        if text[i] == UInt8(ascii: "+") { i -= 1 }
        let end = i
        while i >= lineStart, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[i]) { i -= 1 }
        guard i < end, i >= lineStart, text[i] == UInt8(ascii: "{"), !isProse else { return nil }
        guard end - i <= 18 else { throw .overLimit("a literal's size has more than 18 digits") }
        var size = 0
        for digit in text[(i + 1)...end] { size = size * 10 + Int(digit - UInt8(ascii: "0")) }
        return size
    }

    /// A sentence may end as it likes: status responses and continuations have no literals.
    private var isProse: Bool {
        if response.text.first == UInt8(ascii: "+") { return true }
        let second = response.text.prefix(128).split(separator: UInt8(ascii: " "), maxSplits: 2).dropFirst().first
        return second.flatMap { IMAPStatus.Kind(rawValue: String(decoding: $0, as: UTF8.self).uppercased()) } != nil
    }
}
