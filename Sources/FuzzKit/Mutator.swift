/// Makes inputs out of a corpus. An input depends on the corpus, the seed and the round only, so each can be made again
/// without those before it.
package struct Mutator {
    private let target: FuzzTarget
    private let seed: UInt64
    /// Bytes of the longest input.
    private static let longest = 256 << 10

    package init(_ target: FuzzTarget, seed: UInt64) {
        self.target = target
        self.seed = seed
    }

    package func input(round: Int) -> [UInt8] {
        var random = SeededGenerator(seed: seed &+ UInt64(round) &* 0xD134_2543_DE82_EF95)
        var bytes = target.corpus[random.number(below: target.corpus.count)]
        // Few changes go deep, many go wide.
        for _ in 0...random.number(below: 1 << random.number(below: 5)) {
            mutate(&bytes, &random)
            if bytes.count > Self.longest { bytes.removeLast(bytes.count - Self.longest) }
        }
        return bytes
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        let place = random.number(below: bytes.count + 1)
        let length = min(bytes.count - place, random.number(below: 1 << (1 + random.number(below: 8))))
        let span = place..<(place + length)
        switch random.number(below: 12) {
        case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(random.number(below: 8))
        case 1 where place < bytes.count: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 2: bytes.removeSubrange(span)
        case 3: bytes.removeSubrange(place...)
        case 4: bytes.insert(contentsOf: Array(bytes[span]), at: random.number(below: bytes.count + 1))
        case 5: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
        case 6, 7: bytes.insert(contentsOf: word(&random), at: place)
        case 8: bytes.replaceSubrange(span, with: word(&random))
        case 9:
            let many = 1 << random.number(below: 10)
            bytes.insert(contentsOf: repeatElement(word(&random), count: many).joined(), at: place)
        case 10:
            // Part of another input.
            let other = target.corpus[random.number(below: target.corpus.count)]
            let start = random.number(below: other.count + 1)
            bytes.insert(contentsOf: other[start..<min(other.count, start + length * 4)], at: place)
        default:
            let many = 1 << random.number(below: 12)
            let byte = [0, 9, 10, 13, 32, 34, 40, 60, 61, 0x80, 0xFF, UInt8(truncatingIfNeeded: random.next())]
            bytes.insert(contentsOf: repeatElement(byte[random.number(below: byte.count)], count: many), at: place)
        }
    }

    private func word(_ random: inout SeededGenerator) -> [UInt8] {
        target.words.isEmpty ? [0] : target.words[random.number(below: target.words.count)]
    }
}
