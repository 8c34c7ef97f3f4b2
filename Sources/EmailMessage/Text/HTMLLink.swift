/// What readers of plain text have to be told about a link.
enum HTMLLink {
    /// The target as it is written behind the link's text; nil where it says no more than the text, or leads nowhere.
    static func shown(_ href: String, text: [UInt8]) -> String? {
        var target = href.utf8.drop { $0.isHTMLSpace }
        while let last = target.last, last.isHTMLSpace { target = target.dropLast() }
        let start = String(decoding: target.prefix(12).map(\.asciiLowercased), as: UTF8.self)
        if target.isEmpty || start.hasPrefix("#") { return nil }
        for scheme in ["javascript:", "data:", "cid:", "about:", "file:", "x-apple-data-"] where start.hasPrefix(scheme)
        {
            return nil
        }
        for scheme in ["mailto:", "tel:", "sms:", "callto:"] where start.hasPrefix(scheme) {
            target = target.dropFirst(scheme.utf8.count)
            if let query = target.firstIndex(of: UInt8(ascii: "?")) { target = target[..<query] }
        }
        // A line break would break the line, and an angle bracket end the target.
        let shown = target.filter { $0 > 0x20 && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") && $0 != 0x7F }
        guard !shown.isEmpty else { return nil }
        let target8 = core(shown)
        if target8 == core(text) { return nil }
        return String(decoding: shown, as: UTF8.self)
    }

    /// An address without what people leave out when they write it.
    private static func core(_ bytes: [UInt8]) -> [UInt8] {
        var core = bytes.filter { $0 > 0x20 }.map(\.asciiLowercased)[...]
        for start in ["https://", "http://", "mailto:", "tel:", "www."] where core.starts(with: start.utf8) {
            core = core.dropFirst(start.utf8.count)
        }
        if core.last == UInt8(ascii: "/") { core = core.dropLast() }
        // Telephone numbers are written with anything in between.
        if let first = core.first, first == UInt8(ascii: "+") || first.isASCIIDigit,
            core.allSatisfy({ $0.isASCIIDigit || "+-()./".utf8.contains($0) })
        {
            return core.filter(\.isASCIIDigit)
        }
        return Array(core)
    }
}
