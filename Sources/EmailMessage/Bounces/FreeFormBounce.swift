/// Reads the text of a report that is no delivery status notification: qmail, Exim, Postfix, Exchange, Yahoo, Gmail and
/// those that resemble them.
///
/// They all name the recipient on a line of its own, or in a sentence that says what failed, and give the reason beside
/// it or in the lines below. A copy of the message that follows is not read.
struct FreeFormBounce {
    private(set) var recipients: [Bounce.Recipient] = []
    private(set) var originalMessageID: String?

    /// How far a report is read.
    private static let lines = 400

    /// `others` are addresses that the report's own header names: none of them failed.
    init(_ text: String, failedRecipients: [String], subject: String, others: [String] = []) {
        let all = text.split(separator: "\n", maxSplits: Self.lines, omittingEmptySubsequences: false)
            .prefix(Self.lines).map { String($0.prefix(1000)) }
        let cut =
            all.firstIndex { line in BounceWords.copyMarks.contains { line.lowercased().contains($0) } } ?? all.count
        let report = Array(all[..<cut])
        originalMessageID = Self.originalID(all)
        let whole = (report.joined(separator: " ") + " " + subject).lowercased()
        let isFailure = BounceWords.failures.contains { whole.contains($0) }
        // A warning may say that the message "remains undelivered", and a failed message may be about a delay.
        let isDelay =
            BounceWords.delays.contains { whole.contains($0) } && !BounceWords.ends.contains { whole.contains($0) }
            || !isFailure && whole.contains("delayed")
        let named = failedRecipients.flatMap { AddressReader.read(Array($0.utf8)) }.map(\.address)
        guard isDelay || isFailure || !named.isEmpty else { return }

        var found: [(address: String, reason: String)] = []
        for (number, line) in report.enumerated() {
            guard found.count < 100, let (address, rest) = Self.recipient(line, whole) else { continue }
            guard !found.contains(where: { $0.address.lowercased() == address.lowercased() }) else { continue }
            found.append((address, Self.reason(rest, report, below: number)))
        }
        for address in named where !found.contains(where: { $0.address.lowercased() == address.lowercased() }) {
            found.append((address, ""))
        }
        if found.isEmpty, isFailure, let address = Self.onlyAddress(report, besides: others) {
            found.append((address, ""))
        }
        let general = Self.generalReason(report)
        recipients = found.map { address, reason in
            // A code that stands apart, in the details for administrators, is of the only recipient.
            let isBare = StatusText.enhanced(reason) == nil && StatusText.replyClass(reason) == nil && found.count == 1
            let reason =
                isBare && !reason.contains(general) ? (reason.isEmpty ? general : "\(reason) \(general)") : reason
            return Self.judged(address, reason, whole, isDelay: isDelay)
        }
    }

    private static func judged(
        _ address: String, _ reason: String, _ whole: String, isDelay: Bool
    ) -> Bounce.Recipient {
        let status = StatusText.enhanced(reason)
        let level = status?.utf8.first.map { Int($0) - 48 } ?? StatusText.replyClass(reason)
        let saysSo = BounceWords.permanents.contains { reason.lowercased().contains($0) || whole.contains($0) }
        return Bounce.Recipient(
            address: address, finalAddress: nil, action: isDelay ? .delayed : .failed, status: status,
            diagnostic: reason.isEmpty ? nil : HeaderText.clean(String(reason.prefix(500))),
            isPermanent: !isDelay && (level.map { $0 == 5 } ?? saysSo))
    }

    // MARK: Lines

    /// The recipient that a line names as failed, and what follows it there.
    private static func recipient(_ line: String, _ whole: String) -> (address: String, rest: String)? {
        let trimmed = String(line[...].trimmingSpace)
        guard trimmed.utf8.contains(ASCII.at), !trimmed.isEmpty else { return nil }
        let bytes = Array(trimmed.utf8)
        // `<ann@example.org>: host said …`
        if bytes[0] == ASCII.less, let close = bytes.firstIndex(of: ASCII.greater) {
            let address = bytes[1..<close].text
            let rest = bytes[(close + 1)...].drop { $0 == ASCII.colon || ASCII.isSpace($0) }
            return isAddress(address) ? (address, rest.text) : nil
        }
        // A line of an address alone, or one with a time or a reason behind it.
        let first = bytes.prefix { !ASCII.isSpace($0) && $0 != ASCII.open }
        let word = first.filter {
            $0 != ASCII.quote && $0 != ASCII.apostrophe && $0 != ASCII.less && $0 != ASCII.greater
        }
        .text
        let plain = word.hasSuffix(":") ? String(word.dropLast()) : word
        let rest = bytes.dropFirst(first.count).trimmed
        if isAddress(plain) {
            let isClosed =
                rest.isEmpty || word.hasSuffix(":") || rest.starts(withWord: "on ") || rest.first == ASCII.open
                || rest.first == ASCII.less
            if isClosed { return (plain, rest.starts(withWord: "on ") || rest.first == ASCII.less ? "" : rest.text) }
        }
        // `Ann (ann@example.org)`, `'ann@example.org' on …` and sentences such as `wasn't delivered to ann@example.org because`.
        let lower = trimmed.lowercased()
        for phrase in ["delivered to ", "delivery to ", "recipient: ", "recipient address: ", "to: ", "address: "] {
            guard let behind = text(behind: phrase, in: Array(lower.utf8), of: bytes) else { continue }
            let candidate = behind.prefix { !ASCII.isSpace($0) && $0 != ASCII.comma }
                .filter { $0 != ASCII.less && $0 != ASCII.greater && $0 != ASCII.quote && $0 != ASCII.apostrophe }
            let address = candidate.last == ASCII.dot ? candidate.dropLast().text : candidate.text
            if isAddress(address), !lower.hasPrefix("to:") || whole.contains("did not reach") { return (address, "") }
        }
        if bytes.last == ASCII.close, let open = bytes.lastIndex(of: ASCII.open) {
            let inside = bytes[(open + 1)..<(bytes.count - 1)].text
            if isAddress(inside) { return (inside, "") }
        }
        return nil
    }

    /// What follows a phrase of ASCII; nil where the line does not have it.
    private static func text(behind phrase: String, in lower: [UInt8], of line: [UInt8]) -> ArraySlice<UInt8>? {
        guard lower.count == line.count else { return nil }
        let phrase = Array(phrase.utf8)
        for start in lower.indices where lower[start...].starts(with: phrase) { return line[(start + phrase.count)...] }
        return nil
    }

    private static func isAddress(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let at = bytes.lastIndex(of: ASCII.at), at > 0, bytes.count <= 320 else { return false }
        let domain = bytes[(at + 1)...]
        return domain.contains(ASCII.dot) && domain.first != ASCII.dot && domain.last != ASCII.dot
            && !bytes.contains { ASCII.isSpace($0) || "<>()[]:;,/\"".utf8.contains($0) }
    }

    /// What stands behind the address, or in the lines below it up to an empty one or another recipient.
    private static func reason(_ rest: String, _ report: [String], below number: Int) -> String {
        var words: [String] = rest.isEmpty ? [] : [rest]
        var line = number + 1
        // A headline may stand between: "Technical details of permanent failure:".
        var blanks = 0
        while line < report.count, line - number <= 12 {
            let text = String(report[line][...].trimmingSpace)
            line += 1
            if text.isEmpty {
                blanks += 1
                // "because:" stands above the reason.
                if words.last?.hasSuffix(":") == false || blanks > 2 { break }
                continue
            }
            if let (address, _) = recipient(text, ""), isAddress(address), !text.utf8.contains(ASCII.space) { break }
            if text.hasPrefix("<"), recipient(text, "") != nil { break }
            words.append(text)
        }
        return words.joined(separator: " ")
    }

    /// The one address that the report speaks of, in whatever words; nil where there are none or several.
    private static func onlyAddress(_ report: [String], besides others: [String]) -> String? {
        let known = Set(others.map { $0.lowercased() })
        var found: [String: String] = [:]
        for line in report where !line.lowercased().contains("message-id") {
            for word in line.utf8.split(whereSeparator: { !isAddressByte($0) }) where word.contains(ASCII.at) {
                var address = word[...]
                while address.last == ASCII.dot { address = address.dropLast() }
                let text = address.text
                guard isAddress(text), !AutomaticMail.isDaemon(text), !known.contains(text.lowercased()) else {
                    continue
                }
                found[text.lowercased()] = text
            }
        }
        return found.count == 1 ? found.first?.value : nil
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || "@.!#$%&*+-=?^_{|}~".utf8.contains(byte)
    }

    /// The first line of the report that has a reply code in it.
    private static func generalReason(_ report: [String]) -> String {
        report.first { StatusText.enhanced($0) != nil || StatusText.replyClass($0) != nil }
            .map { String($0[...].trimmingSpace) } ?? ""
    }

    private static func originalID(_ lines: [String]) -> String? {
        for line in lines where line.utf8.trimmed.starts(withWord: "message-id:") {
            return MessageIdentifiers.list(Array(line.utf8.trimmed.dropFirst(11))).first
        }
        return nil
    }
}
