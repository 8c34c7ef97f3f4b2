/// What is sent as a body: bytes, and files of which each is read while it is sent, so that none is held in memory.
package struct Payload: Sendable, Hashable {
    package enum Piece: Sendable, Hashable {
        case bytes([UInt8])
        /// The first `size` bytes of a file. One that has fewer makes the transfer fail.
        case file(path: String, size: Int)
        /// The same in base64, in lines of 76 letters that end with CR LF (RFC 2045 §6.8).
        case base64(path: String, size: Int)
    }

    package var pieces: [Piece]

    package init(_ pieces: [Piece]) {
        self.pieces = pieces
    }

    package init(_ bytes: [UInt8]) {
        pieces = bytes.isEmpty ? [] : [.bytes(bytes)]
    }

    /// How many bytes are sent.
    package var count: Int {
        pieces.reduce(0) { sum, piece in
            switch piece {
            case .bytes(let bytes): sum + bytes.count
            case .file(_, let size): sum + size
            case .base64(_, let size): sum + Self.encodedLength(size)
            }
        }
    }

    /// All of it, for those who need it whole. Nil where a file cannot be read. Blocks.
    package func read() -> [UInt8]? {
        let reader = PayloadReader(self)
        let count = count
        var isComplete = true
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let length = reader.read(
                    into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled..<count])
                )
                if length == 0 {
                    isComplete = false
                    break
                }
                filled += length
            }
        }
        return isComplete ? bytes : nil
    }

    /// Bytes of a file that make one line of base64.
    static let lineInput = 57

    private static func encodedLength(_ size: Int) -> Int {
        let (lines, rest) = size.quotientAndRemainder(dividingBy: lineInput)
        return lines * 78 + (rest == 0 ? 0 : (rest + 2) / 3 * 4 + 2)
    }
}
