import Testing

@testable import ExecChannel

@Suite struct LineSplitterTests {
    @Test(arguments: [1, 2, 3, 7, 100]) func linesAreTheSameHoweverTheyAreCut(size: Int) {
        let bytes = Array("one\r\n\ntwo ä\nlonger than ten\nthree\nrest".utf8)
        var splitter = LineSplitter(limit: 10)
        var lines: [LineSplitter.Line] = []
        for begin in stride(from: 0, to: bytes.count, by: size) {
            lines += splitter.add(Array(bytes[begin..<min(begin + size, bytes.count)]))
        }
        let texts = lines.map { line in
            switch line {
            case .line(let bytes): String(decoding: bytes, as: UTF8.self)
            case .tooLong: "too long"
            }
        }
        #expect(texts == ["one", "", "two ä", "too long", "three"])
        #expect(splitter.finish() == .line(Array("rest".utf8)))
        #expect(splitter.finish() == nil)
    }

    @Test func whatIsTooLongKeepsOnlyItsBeginning() {
        var splitter = LineSplitter(limit: 10)
        #expect(splitter.add(Array(repeating: 120, count: 500)) == [.tooLong(Array(repeating: 120, count: 200))])
        #expect(splitter.add(Array(repeating: 120, count: 500)) == [])
        #expect(splitter.finish() == nil)
    }
}
