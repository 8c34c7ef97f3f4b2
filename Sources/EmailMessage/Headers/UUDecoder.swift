/// Takes uuencode off: lines between `begin` and `end`, each with its length before it.
///
/// GMime knows it too, and loses the last byte of a file.
enum UUDecoder {
    static func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count / 4 * 3)
        var isInside = false
        var lines = LineReader(bytes, 0..<bytes.count)
        while let line = lines.next() {
            let text = UnsafeBufferPointer(rebasing: bytes[line])
            if !isInside {
                isInside = text.starts(with: "begin ".utf8)
            } else if text.starts(with: "end".utf8) {
                break
            } else if let first = text.first {
                append(text, length: value(first), to: &result)
            }
        }
        return result
    }

    /// Six bits; a space and a back quote are both 0.
    private static func value(_ byte: UInt8) -> Int { Int(byte &- 0x20) & 63 }

    private static func append(_ line: UnsafeBufferPointer<UInt8>, length: Int, to result: inout [UInt8]) {
        var left = length
        var position = 1
        while left > 0, position < line.count {
            // Spaces at the end of a line get lost on the way.
            let digits = (0..<4).map { position + $0 < line.count ? value(line[position + $0]) : 0 }
            let group = digits[0] << 18 | digits[1] << 12 | digits[2] << 6 | digits[3]
            for shift in [16, 8, 0].prefix(left) { result.append(UInt8(truncatingIfNeeded: group >> shift)) }
            left -= 3
            position += 4
        }
    }
}
