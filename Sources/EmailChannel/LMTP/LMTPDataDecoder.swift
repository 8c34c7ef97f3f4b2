/// Takes a message out of the stream behind `DATA`: removes the dots that were put before dots (RFC 5321 §4.5.2) and
/// finds the end, which is CRLF, dot, CRLF and nothing else.
///
/// Bare CR and LF are content and end no line. A dot alone between any of them would be an end to a more lenient reader;
/// a message that has one is `isAmbiguous`, and is to be refused: it may have been made to be taken for two.
struct LMTPDataDecoder: Sendable {
    private enum Place {
        /// Behind CRLF, or at the beginning.
        case line
        case lineDot
        case lineDotCR
        case text
        case textCR
        /// Behind a bare CR or LF.
        case broken
        case brokenDot
        case brokenDotCR
    }

    private var place = Place.line
    private(set) var isAmbiguous = false

    private static let dot = UInt8(ascii: ".")
    private static let cr: UInt8 = 13
    private static let lf: UInt8 = 10

    /// Reads on, and appends content to `body`. Returns how many bytes it took, and whether the end is behind them;
    /// without the end, all are taken.
    mutating func decode(_ bytes: UnsafeBufferPointer<UInt8>, into body: inout [UInt8]) -> (count: Int, isEnd: Bool) {
        var index = 0
        while index < bytes.count {
            if place == .text {
                let start = index
                while index < bytes.count, bytes[index] != Self.cr, bytes[index] != Self.lf { index += 1 }
                body.append(contentsOf: bytes[start..<index])
                if index == bytes.count { break }
            }
            let byte = bytes[index]
            index += 1
            if take(byte, into: &body) { return (index, true) }
        }
        return (index, false)
    }

    /// True at the end.
    private mutating func take(_ byte: UInt8, into body: inout [UInt8]) -> Bool {
        switch place {
        case .line where byte == Self.dot:
            place = .lineDot
        case .lineDot where byte == Self.cr:
            place = .lineDotCR
        case .lineDotCR where byte == Self.lf:
            return true
        case .lineDotCR:
            isAmbiguous = true
            body.append(Self.cr)
            place = .broken
            return take(byte, into: &body)
        case .lineDot where byte == Self.lf:
            isAmbiguous = true
            append(byte, next: .broken, to: &body)
        case .brokenDot where byte == Self.cr:
            append(byte, next: .brokenDotCR, to: &body)
        case .brokenDot where byte == Self.lf:
            isAmbiguous = true
            append(byte, next: .broken, to: &body)
        case .brokenDotCR:
            isAmbiguous = true
            if byte == Self.lf {
                append(byte, next: .line, to: &body)
            } else {
                place = .broken
                return take(byte, into: &body)
            }
        case .textCR where byte == Self.lf:
            append(byte, next: .line, to: &body)
        case .textCR where byte != Self.cr:
            place = .broken
            return take(byte, into: &body)
        case .broken where byte == Self.dot:
            append(byte, next: .brokenDot, to: &body)
        default:
            append(byte, next: byte == Self.cr ? .textCR : byte == Self.lf ? .broken : .text, to: &body)
        }
        return false
    }

    private mutating func append(_ byte: UInt8, next: Place, to body: inout [UInt8]) {
        body.append(byte)
        place = next
    }
}
