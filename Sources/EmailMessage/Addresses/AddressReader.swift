/// Reads address lists (RFC 5322 §3.4) as mail really has them.
///
/// Groups give their members. Forgiven, among other things: names with commas that nobody quoted, semicolons between
/// addresses, quotes, comments and angle brackets that do not close, brackets within brackets, an address in the place
/// of the name, a name behind the address, space inside an address, and whole lists inside one encoded word.
struct AddressReader {
    private let bytes: [UInt8]
    private let hint: String?
    private let limit: Int
    private var position = 0
    private var addresses: [EmailAddress] = []
    private var isInGroup = false
    /// No comment closes behind here: a `(` is a character like others.
    private var hasOpenComment = false
    /// What came before a comma and was no address: the beginning of a name that should have been quoted.
    private var leftover: [UInt8] = []

    /// What stands between two separators.
    private struct Mailbox {
        /// Words outside of brackets, quotes taken off, as they were with their space.
        var phrase: [UInt8] = []
        var angle: [UInt8]?
        var comment: [UInt8] = []
        var hasQuotes = false
    }

    static func read(_ value: [UInt8], hint: String? = nil, limit: Int = 1000) -> [EmailAddress] {
        var reader = AddressReader(bytes: value, hint: hint, limit: limit)
        reader.run()
        guard !reader.addresses.contains(where: { $0.address.utf8.contains(ASCII.at) }),
            value.contains(ASCII.equals)
        else { return reader.addresses }
        // A list that somebody encoded as a whole.
        let decoded = Array(HeaderText.decoded(value, hint: hint).utf8)
        guard decoded != value, decoded.contains(ASCII.at) else { return reader.addresses }
        var again = AddressReader(bytes: decoded, hint: hint, limit: limit)
        again.run()
        return again.addresses
    }

    private init(bytes: [UInt8], hint: String?, limit: Int) {
        self.bytes = bytes
        self.hint = hint
        self.limit = limit
    }

    private mutating func run() {
        while position < bytes.count, addresses.count < limit {
            let mailbox = mailbox()
            let separator = position < bytes.count ? bytes[position] : ASCII.comma
            let atEnd = position >= bytes.count
            position += 1
            if separator == ASCII.colon {
                // The name of a group, or `mailto:`.
                isInGroup = true
                flushLeftover()
                continue
            }
            take(mailbox, isLast: atEnd || separator == ASCII.semicolon)
            if separator == ASCII.semicolon { isInGroup = false }
        }
        flushLeftover()
    }

    // MARK: Reading

    private mutating func mailbox() -> Mailbox {
        var mailbox = Mailbox()
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case ASCII.comma, ASCII.semicolon:
                return mailbox
            case ASCII.colon
            where mailbox.angle == nil && !mailbox.phrase.contains(ASCII.at) && !mailbox.phrase.isEmpty:
                return mailbox
            case ASCII.quote:
                quoted(&mailbox)
            case ASCII.open where !hasOpenComment:
                comment(&mailbox)
            case ASCII.less:
                angle(&mailbox)
            case ASCII.greater:
                position += 1
            case ASCII.equals:
                // An encoded word is one, whatever stands in it.
                if let word = EncodedWords.word(in: bytes, at: position) {
                    mailbox.phrase += bytes[position..<word.end]
                    position = word.end
                } else {
                    mailbox.phrase.append(byte)
                    position += 1
                }
            case ASCII.backslash where position + 1 < bytes.count:
                mailbox.phrase.append(bytes[position + 1])
                position += 2
            default:
                mailbox.phrase.append(byte)
                position += 1
            }
        }
        return mailbox
    }

    private mutating func quoted(_ mailbox: inout Mailbox) {
        var end = position + 1
        var text: [UInt8] = []
        while end < bytes.count, bytes[end] != ASCII.quote {
            if bytes[end] == ASCII.backslash, end + 1 < bytes.count { end += 1 }
            text.append(bytes[end])
            end += 1
        }
        guard end < bytes.count else {
            // It does not close: no quote at all. There can be no other one behind it.
            position += 1
            return
        }
        position = end + 1
        mailbox.hasQuotes = true
        // A quoted local part keeps its quotes: it is another address without them.
        if position < bytes.count, bytes[position] == ASCII.at {
            mailbox.phrase += [ASCII.quote] + text + [ASCII.quote]
        } else {
            mailbox.phrase += text
        }
    }

    private mutating func comment(_ mailbox: inout Mailbox) {
        var depth = 0
        var end = position
        var text: [UInt8] = []
        while end < bytes.count {
            let byte = bytes[end]
            if byte == ASCII.open {
                depth += 1
                if depth == 1 {
                    end += 1
                    continue
                }
            }
            if byte == ASCII.close {
                depth -= 1
                if depth == 0 {
                    position = end + 1
                    if !mailbox.comment.isEmpty { mailbox.comment.append(ASCII.space) }
                    mailbox.comment += text
                    // Where it stood between two spaces, one is enough.
                    if mailbox.phrase.last.map(ASCII.isSpace) == true {
                        while position < bytes.count, ASCII.isSpace(bytes[position]) { position += 1 }
                    }
                    return
                }
            }
            if byte == ASCII.backslash, end + 1 < bytes.count { end += 1 }
            text.append(bytes[end])
            end += 1
        }
        hasOpenComment = true
        mailbox.phrase.append(ASCII.open)
        position += 1
    }

    private mutating func angle(_ mailbox: inout Mailbox) {
        while position < bytes.count, bytes[position] == ASCII.less || bytes[position] == ASCII.space { position += 1 }
        let start = position
        var isQuoted = false
        while position < bytes.count {
            let byte = bytes[position]
            if byte == ASCII.quote { isQuoted.toggle() }
            if byte == ASCII.greater || byte == ASCII.less { break }
            // Where the bracket does not close, the next address begins behind a comma. A route has commas too.
            if !isQuoted, byte == ASCII.comma || byte == ASCII.semicolon, bytes[start] != ASCII.at { break }
            position += 1
        }
        let content = Array(bytes[start..<position])
        while position < bytes.count, bytes[position] == ASCII.greater { position += 1 }
        if let before = mailbox.angle, before.contains(ASCII.at) {
            // `<name> <address>` has two of them; the first with an at sign counts.
            return
        }
        if let before = mailbox.angle, !before.isEmpty { mailbox.phrase += before }
        mailbox.angle = content
    }

    // MARK: Understanding

    private mutating func take(_ mailbox: Mailbox, isLast: Bool) {
        let phrase = Array(mailbox.phrase.trimmed)
        if mailbox.angle == nil, phrase.isEmpty {
            if isLast { flushLeftover() }
            return
        }
        guard var angle = mailbox.angle else {
            takeBare(phrase, mailbox, isLast: isLast)
            return
        }
        angle = Self.address(angle, hint)
        var name = leftover.isEmpty ? phrase : leftover + [ASCII.comma, ASCII.space] + phrase
        if phrase.isEmpty, !leftover.isEmpty { flushLeftover() }
        if phrase.isEmpty { name = [] }
        leftover = []
        if !angle.contains(ASCII.at), name.contains(ASCII.at), !name.contains(ASCII.space) {
            // The two have changed places.
            swap(&angle, &name)
        }
        if name.isEmpty { name = mailbox.comment }
        append(name: name, address: angle)
    }

    /// No brackets: an address with a comment, words around an address, or no address.
    private mutating func takeBare(_ phrase: [UInt8], _ mailbox: Mailbox, isLast: Bool) {
        if phrase.first == ASCII.quote, let close = phrase.lastIndex(of: ASCII.quote), close + 1 < phrase.count,
            phrase[close + 1] == ASCII.at
        {
            flushLeftover()
            append(
                name: mailbox.comment,
                address: Array(phrase[...close]) + phrase[(close + 1)...].prefix { !ASCII.isSpace($0) })
            return
        }
        let joined = Self.closingUp(phrase)
        let words = joined.split(whereSeparator: { ASCII.isSpace($0) })
        if let place = words.firstIndex(where: { $0.contains(ASCII.at) && $0.first != ASCII.equals }) {
            flushLeftover()
            var name = Array(words[..<place].joined(separator: [ASCII.space]))
            let rest = Array(words[(place + 1)...].joined(separator: [ASCII.space]))
            if !rest.isEmpty { name += (name.isEmpty ? [] : [ASCII.space]) + rest }
            append(name: name.isEmpty ? mailbox.comment : name, address: Self.address(Array(words[place]), hint))
            return
        }
        if isLast || isInGroup || mailbox.hasQuotes || !mailbox.comment.isEmpty {
            flushLeftover()
            appendWithoutDomain(phrase, mailbox.comment)
        } else {
            leftover += (leftover.isEmpty ? [] : [ASCII.comma, ASCII.space]) + phrase
        }
    }

    private mutating func flushLeftover() {
        let words = leftover
        leftover = []
        if !words.isEmpty { appendWithoutDomain(words, []) }
    }

    /// One word is a local user, such as `root` or `MAILER-DAEMON`; several are a name without an address.
    private mutating func appendWithoutDomain(_ phrase: [UInt8], _ comment: [UInt8]) {
        if phrase.contains(where: ASCII.isSpace) || phrase.first == ASCII.equals {
            append(name: phrase, address: [])
        } else {
            append(name: comment, address: phrase)
        }
    }

    private mutating func append(name: [UInt8], address: [UInt8]) {
        let name = Self.withoutQuotes(HeaderText.decoded(name, hint: hint))
        let address = HeaderText.clean(CharsetDecoder.decode(address, declared: nil, hint: hint))
        guard !(name.isEmpty && address.isEmpty) else { return }
        addresses.append(EmailAddress(name: name.isEmpty ? nil : name, address: address))
    }

    /// Quotes that were encoded with the name.
    private static func withoutQuotes(_ name: String) -> String {
        guard name.utf8.count > 2, name.hasPrefix("\""), name.hasSuffix("\"") else { return name }
        return HeaderText.clean(String(name.dropFirst().dropLast()))
    }

    /// Without space around `@` and before dots, as in `ann @ example . org`.
    private static func closingUp(_ phrase: [UInt8]) -> [UInt8] {
        guard phrase.contains(ASCII.at), phrase.contains(where: ASCII.isSpace) else { return phrase }
        var result: [UInt8] = []
        var isBehindAt = false
        for byte in phrase {
            if byte == ASCII.at {
                while let last = result.last, ASCII.isSpace(last) { result.removeLast() }
                result.append(byte)
                isBehindAt = true
                continue
            }
            if ASCII.isSpace(byte), isBehindAt { continue }
            isBehindAt = false
            result.append(byte)
        }
        return result
    }

    /// What stands between the brackets, without a route, `mailto:` and space.
    private static func address(_ content: [UInt8], _ hint: String?) -> [UInt8] {
        var rest = content.trimmed
        if rest.starts(withWord: "mailto:") { rest = rest.dropFirst(7) }
        if rest.first == ASCII.at, let colon = rest.firstIndex(of: ASCII.colon) { rest = rest[(colon + 1)...] }
        if rest.starts(with: "=?".utf8) { return Array(HeaderText.decoded(Array(rest), hint: hint).utf8) }
        guard rest.first != ASCII.quote else { return Array(rest) }
        let result = rest.filter { !ASCII.isSpace($0) }
        // Quotes of one kind around the whole.
        if result.count > 2, result.first == ASCII.apostrophe, result.last == ASCII.apostrophe {
            return Array(result.dropFirst().dropLast())
        }
        return result
    }
}
