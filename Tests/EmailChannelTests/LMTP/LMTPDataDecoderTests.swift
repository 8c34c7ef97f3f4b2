import Testing

@testable import EmailChannel

@Suite struct LMTPDataDecoderTests {
    @Test(arguments: [
        (".\r\n", ""), ("\r\n.\r\n", "\r\n"), ("a\r\n.\r\n", "a\r\n"), ("..\r\n.\r\n", ".\r\n"),
        (".a\r\n.\r\n", "a\r\n"), ("a.\r\n...\r\n.\r\n", "a.\r\n..\r\n"), ("a\r\n..b\r\n\r\n.\r\n", "a\r\n.b\r\n\r\n"),
        ("a\r\r\n.\r\n", "a\r\r\n"),
    ])
    func dotsAreUnstuffedHoweverTheInputIsCut(input: String, body: String) {
        let bytes = Array(input.utf8)
        for size in 1...bytes.count {
            var decoder = LMTPDataDecoder()
            var decoded: [UInt8] = []
            var rest = (bytes + Array("NOOP".utf8))[...]
            var isEnd = false
            var taken = 0
            while !isEnd, !rest.isEmpty {
                let result = rest.prefix(size).withUnsafeBufferPointer { decoder.decode($0, into: &decoded) }
                taken += result.count
                isEnd = result.isEnd
                rest = rest.dropFirst(result.count)
            }
            #expect(isEnd)
            #expect(taken == bytes.count, "in pieces of \(size)")
            #expect(String(decoding: decoded, as: UTF8.self) == body)
            #expect(!decoder.isAmbiguous)
        }
    }

    /// Every short text, stuffed as a client does it, comes out as it went in.
    @Test func whatIsStuffedComesOutAgain() {
        let alphabet: [[UInt8]] = [[0x2E], [0x61], [13, 10]]
        for length in 0...7 {
            var places = [Int](repeating: 0, count: length)
            repeat {
                let text: [UInt8] = places.flatMap { alphabet[$0] } + [13, 10]
                var stuffed: [UInt8] = []
                for (index, byte) in text.enumerated() {
                    if byte == 0x2E, index == 0 || text[index - 1] == 10 { stuffed.append(0x2E) }
                    stuffed.append(byte)
                }
                stuffed += Array(".\r\n".utf8)
                var decoder = LMTPDataDecoder()
                var decoded: [UInt8] = []
                let result = stuffed.withUnsafeBufferPointer { decoder.decode($0, into: &decoded) }
                guard result.isEnd, result.count == stuffed.count, decoded == text, !decoder.isAmbiguous else {
                    Issue.record("\(String(decoding: text, as: UTF8.self).debugDescription)")
                    return
                }
            } while Self.count(&places)
        }
    }

    /// False when all were there.
    private static func count(_ places: inout [Int]) -> Bool {
        for index in places.indices {
            places[index] += 1
            if places[index] < 3 { return true }
            places[index] = 0
        }
        return false
    }
}
