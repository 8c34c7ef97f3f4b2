/// Reads message identifiers. They come without their angle brackets, which are no part of them (RFC 5322 §3.6.4).
enum MessageIdentifiers {
    /// All of a field, in their order, each once. Those that lack brackets are read where they look like one, with
    /// `prefersBrackets` only where none has any: old programs write a sentence with an address into In-Reply-To.
    static func list(_ value: [UInt8], prefersBrackets: Bool = false) -> [String] {
        var result: [String] = []
        var seen: Set<String> = []
        func add(_ bytes: some Collection<UInt8>) {
            let text = bytes.filter {
                $0 > ASCII.space && $0 != 0x7F && $0 != ASCII.less && $0 != ASCII.greater && $0 != ASCII.quote
            }
            .text
            if !text.isEmpty, text.utf8.count <= 998, seen.insert(text).inserted { result.append(text) }
        }
        var position = 0
        while position < value.count {
            if value[position] == ASCII.less {
                let start = position + 1
                position = start
                while position < value.count, value[position] != ASCII.greater, value[position] != ASCII.less {
                    position += 1
                }
                add(value[start..<position])
                if position < value.count, value[position] == ASCII.greater { position += 1 }
                continue
            }
            let start = position
            while position < value.count, value[position] != ASCII.less { position += 1 }
            if prefersBrackets, start > 0 || position < value.count { continue }
            for word in value[start..<position].split(whereSeparator: { ASCII.isSpace($0) || $0 == ASCII.comma })
            where word.contains(ASCII.at) && word.first != ASCII.open && word.last != ASCII.close {
                add(word)
            }
        }
        return result
    }

    /// The first one, or the whole value where it looks like none: the sender's word counts, odd as it may be.
    static func one(_ value: [UInt8]) -> String? {
        if let first = list(value).first { return first }
        let text = value.filter { $0 > ASCII.space && $0 < 0x7F && $0 != ASCII.less && $0 != ASCII.greater }.text
        return text.isEmpty || text.utf8.count > 998 ? nil : text
    }
}
