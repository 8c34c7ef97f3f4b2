/// Reads the machine's part of a delivery status notification (RFC 3464 §2.1).
enum DeliveryStatusReader {
    private static let limit = 1000

    /// Those that failed or wait. Groups of fields are separated by empty lines; a group without a recipient is about the
    /// message as a whole.
    static func recipients(of text: String) -> [Bounce.Recipient] {
        var result: [Bounce.Recipient] = []
        for group in groups(of: text) {
            guard let original = group["original-recipient"] ?? group["final-recipient"],
                let action = group["action"].flatMap({ action(String($0), status: group["status"]) }),
                result.count < limit
            else { continue }
            let status = group["status"].flatMap(StatusText.enhanced)
            let final = group["final-recipient"].map { self.address($0) }
            var address = self.address(original)
            // Some leave the address as ESMTP carries it (RFC 3461, 4): a plus is `+2B` there.
            if let final, address != final, Self.plain(xtext: address) == final { address = final }
            result.append(
                Bounce.Recipient(
                    address: address, finalAddress: final == address ? nil : final, action: action, status: status,
                    diagnostic: group["diagnostic-code"].map { diagnostic($0) },
                    isPermanent: action == .failed && status?.first != "4"))
        }
        return result
    }

    /// What some systems write beside the fields of the standard; nil where there is none.
    static func originalMessageID(of text: String) -> String? {
        groups(of: text).first.flatMap { $0["x-original-message-id"] ?? $0["original-message-id"] }
            .flatMap { MessageIdentifiers.one(Array($0.utf8)) }
    }

    private static func groups(of text: String) -> [[String: String]] {
        var groups: [[String: String]] = [[:]]
        var last: String?
        for line in text.utf8.split(separator: ASCII.lineFeed, omittingEmptySubsequences: false) {
            if line.trimmed.isEmpty {
                if groups.last?.isEmpty == false { groups.append([:]) }
                last = nil
            } else if ASCII.isSpace(line[line.startIndex]) {
                if let last { groups[groups.count - 1][last]?.append(" \(String(line.trimmed.text))") }
            } else if let colon = line.firstIndex(of: ASCII.colon) {
                let name = line[..<colon].trimmed.lowercasedText
                // A second recipient without an empty line before it.
                if name == "final-recipient", groups.last?[name] != nil { groups.append([:]) }
                if groups[groups.count - 1][name] == nil {
                    groups[groups.count - 1][name] = line[line.index(after: colon)...].trimmed.text
                    last = name
                } else {
                    last = nil
                }
            }
        }
        return groups
    }

    /// nil for reports of success. Without an action the status says what happened.
    private static func action(_ text: String, status: String?) -> Bounce.Action? {
        switch text.utf8.prefix(while: ASCII.isLetter).lowercasedText {
        case "failed", "failure": .failed
        case "delayed", "delay": .delayed
        case "delivered", "relayed", "expanded": nil
        default: status?.hasPrefix("5") == true ? .failed : status?.hasPrefix("4") == true ? .delayed : nil
        }
    }

    /// Behind the kind of address: `rfc822; ann@example.org`.
    private static func address(_ value: String) -> String {
        let bytes = Array(value.utf8)
        let rest = bytes.firstIndex(of: ASCII.semicolon).map { bytes[($0 + 1)...] } ?? bytes[...]
        return AddressReader.read(Array(rest.trimmed)).first?.address ?? rest.trimmed.text
    }

    private static func plain(xtext: String) -> String {
        ASCII.unescaped(Array(xtext.utf8)[...], mark: UInt8(ascii: "+")).text
    }

    private static func diagnostic(_ value: String) -> String {
        let parts = value.utf8.split(separator: ASCII.semicolon, maxSplits: 1)
        let isTyped = parts.count == 2 && parts[0].count <= 20 && !parts[0].contains(ASCII.space)
        return HeaderText.clean(isTyped ? parts[1].trimmed.text : value)
    }
}
