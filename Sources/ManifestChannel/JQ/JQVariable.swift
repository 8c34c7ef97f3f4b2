/// What a program may know besides its input, by its name behind the `$`.
enum JQVariable: String, Sendable, CaseIterable {
    // Of every delivery.
    case headers, query, method, path, params, digest, settings, inbox
    case receivedAt = "received_at"
    // Of what is sent.
    case token, now, message

    /// Those that a program names, and perhaps more: a name in a text or in a comment counts.
    static func named(in source: String) -> Set<JQVariable> {
        let bytes = Array(source.utf8)
        var names: Set<JQVariable> = []
        for place in bytes.indices where bytes[place] == UInt8(ascii: "$") {
            let name = bytes[(place + 1)...].prefix { isLetter($0) || 0x30...0x39 ~= $0 }
            // jq lets space stand behind the `$`, and a comment: what is named then is not looked for.
            guard let first = name.first, isLetter(first) else { return Set(allCases) }
            if let variable = JQVariable(rawValue: String(decoding: name, as: UTF8.self)) { names.insert(variable) }
        }
        return names
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte
    }
}
