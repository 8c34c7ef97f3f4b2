/// The text of a header field.
enum HeaderText {
    /// The value on one line: a fold is one space, NULs and stray CRs are gone, and the space around it.
    static func unfolded(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(range.count)
        var isFolding = false
        for byte in bytes[range] {
            switch byte {
            case 0: continue
            case ASCII.carriageReturn, ASCII.lineFeed:
                isFolding = true
            case ASCII.space, ASCII.tab:
                if !isFolding { result.append(byte) }
            default:
                if isFolding, !result.isEmpty { result.append(ASCII.space) }
                isFolding = false
                result.append(byte)
            }
        }
        return Array(result.trimmed)
    }

    /// Text on one line as people may see it: control characters become spaces or go, and the space around it goes.
    static func clean(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) && text.utf8.first != ASCII.space
            && text.utf8.last != ASCII.space
        {
            return text
        }
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x09, 0x0A, 0x0D: scalars.append(" ")
            case 0..<0x20, 0x7F: continue
            default: scalars.append(scalar)
            }
        }
        while scalars.first == " " { scalars.removeFirst() }
        while scalars.last == " " { scalars.removeLast() }
        return String(scalars)
    }

    /// The decoded text of an unstructured field such as Subject.
    static func decoded(_ value: [UInt8], hint: String? = nil) -> String {
        clean(EncodedWords.decode(value, hint: hint))
    }
}
