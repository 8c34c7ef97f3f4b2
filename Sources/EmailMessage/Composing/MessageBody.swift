/// A message or a part of one as it grows: bytes, and files that are read when it is sent.
struct MessageBody {
    private(set) var pieces: [ComposedEmail.Piece]

    init(_ bytes: [UInt8]) {
        pieces = bytes.isEmpty ? [] : [.bytes(bytes)]
    }

    /// The content of a file, in base64.
    init(path: String, size: Int) {
        pieces = size == 0 ? [] : [.base64(path: path, size: size)]
    }

    static func + (a: Self, b: Self) -> Self {
        var sum = a
        sum += b
        return sum
    }

    static func += (a: inout Self, b: Self) {
        for piece in b.pieces {
            if case .bytes(let more) = piece, case .bytes(var bytes)? = a.pieces.last {
                // The last one is taken out first, so that it grows in its place.
                a.pieces.removeLast()
                bytes += more
                a.pieces.append(.bytes(bytes))
            } else {
                a.pieces.append(piece)
            }
        }
    }

    /// Whether a line begins so. In base64 none does that has a character which is not its own.
    func hasLine(startingWith mark: [UInt8]) -> Bool {
        pieces.contains { piece in
            guard case .bytes(let bytes) = piece else { return false }
            return bytes.withUnsafeBufferPointer {
                EmailMessage.hasLine(startingWith: mark, in: $0, from: 0, to: $0.count)
            }
        }
    }
}
