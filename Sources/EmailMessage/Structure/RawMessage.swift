/// A message's bytes and what was found in them. Lives only as long as the buffer.
struct RawMessage {
    let bytes: UnsafeBufferPointer<UInt8>
    let parts: [MIMEPart]
    let facts: [PartFacts]
    let reached: Set<EmailLimits.Kind>

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ limits: EmailLimits) {
        self.bytes = bytes
        let scanner = MIMEScanner.scan(bytes, limits)
        parts = scanner.parts
        reached = scanner.reached
        facts = parts.map { PartFacts(bytes, $0) }
    }

    /// Runs `body` on the message with lines that end with LF: where there is none at all, CRs are taken for them.
    static func read<Result>(
        _ raw: [UInt8], _ limits: EmailLimits, _ body: (RawMessage) -> Result
    ) -> Result {
        guard raw.contains(ASCII.carriageReturn), !raw.contains(ASCII.lineFeed) else {
            return raw.withUnsafeBufferPointer { body(RawMessage($0, limits)) }
        }
        return raw.map { $0 == ASCII.carriageReturn ? ASCII.lineFeed : $0 }
            .withUnsafeBufferPointer { body(RawMessage($0, limits)) }
    }

    /// The message's own fields.
    var fields: [RawField] { parts[0].fields }

    /// The first field of that name, on one line.
    func value(_ name: String) -> [UInt8]? {
        fields.first { $0.name == name }.map { HeaderText.unfolded(bytes, $0.value) }
    }

    /// A leaf's bytes without their transfer encoding.
    func content(_ index: Int) -> [UInt8] {
        facts[index].encoding.decode(UnsafeBufferPointer(rebasing: bytes[parts[index].body]))
    }

    /// A leaf's text, with LF for line ends and without NULs.
    func text(_ index: Int) -> String {
        let type = parts[index].type
        let content = content(index)
        let hint = type.subtype == "html" ? HTMLCharset.named(in: content) : nil
        let text = CharsetDecoder.decode(content, declared: type.parameters["charset"], hint: hint)
        let clean = Self.withPlainLineEnds(text)
        guard type.subtype != "html", type.parameters["format"]?.lowercased() == "flowed" else { return clean }
        return FlowedText.unwrapped(clean, deletesSpace: type.parameters["delsp"]?.lowercased() == "yes")
    }

    private static func withPlainLineEnds(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0 || $0 == ASCII.carriageReturn }) else { return text }
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count)
        var pending = false
        for byte in text.utf8 {
            switch byte {
            case 0: continue
            case ASCII.carriageReturn:
                // CR CR LF is one line end of mail that went through a careless gateway.
                pending = true
                continue
            case ASCII.lineFeed: pending = false
            default:
                if pending { result.append(ASCII.lineFeed) }
                pending = false
            }
            result.append(byte)
        }
        if pending { result.append(ASCII.lineFeed) }
        return String(decoding: result, as: UTF8.self)
    }
}
