/// A glob of the tree, and what tells quickly that a text does not have it.
struct RoutingGlob: Sendable {
    let bytes: [UInt8]
    /// Pairs of ASCII letters that stand in whatever the glob covers; only where it may stand anywhere in a text, since
    /// the others are refused by their first or last bytes.
    let pairs: [Int]

    /// Pairs that are looked at: a word has few that are rare.
    private static let most = 8

    init(_ glob: String) {
        bytes = Array(glob.utf8)
        let star = UInt8(ascii: "*")
        guard bytes.count > 2, bytes.first == star, bytes.last == star else {
            pairs = []
            return
        }
        let wild = [star, UInt8(ascii: "?")]
        pairs = Array(
            zip(bytes, bytes.dropFirst()).filter { !wild.contains($0) && !wild.contains($1) }
                .compactMap(LetterPairs.place).prefix(Self.most))
    }
}

/// Which pairs of ASCII letters follow one another in a text, case aside.
struct LetterPairs {
    private var bits = ContiguousArray<UInt64>(repeating: 0, count: 1 << 14 / 64)

    init(_ text: [UInt8]) {
        text.withUnsafeBufferPointer { text in
            bits.withUnsafeMutableBufferPointer { bits in
                var last: UInt8 = 0x80
                for byte in text {
                    let folded = Self.fold(byte)
                    if folded | last < 0x80 {
                        let place = Int(last) << 7 | Int(folded)
                        bits[place >> 6] |= 1 << UInt64(place & 63)
                    }
                    last = folded
                }
            }
        }
    }

    /// Nil where one of the two is not ASCII: those have more than one form.
    static func place(_ first: UInt8, _ second: UInt8) -> Int? {
        first | second < 0x80 ? Int(fold(first)) << 7 | Int(fold(second)) : nil
    }

    func has(all pairs: [Int]) -> Bool {
        pairs.allSatisfy { bits[$0 >> 6] >> UInt64($0 & 63) & 1 == 1 }
    }

    @inline(__always)
    private static func fold(_ byte: UInt8) -> UInt8 {
        byte >= 65 && byte <= 90 ? byte | 0x20 : byte
    }
}
