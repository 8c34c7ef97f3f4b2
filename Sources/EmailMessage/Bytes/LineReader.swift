/// Goes over the lines of a buffer, each without its end. LF ends a line, and so do the CRs before it.
struct LineReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let end: Int
    /// Where the next line begins.
    private(set) var position: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    /// The next line, or nil at the end.
    mutating func next() -> Range<Int>? {
        guard position < end else { return nil }
        let start = position
        var stop = end
        if let found = memoryIndex(of: ASCII.lineFeed, in: bytes, from: start, to: end) {
            stop = found
            position = found + 1
        } else {
            position = end
        }
        while stop > start, bytes[stop - 1] == ASCII.carriageReturn { stop -= 1 }
        return start..<stop
    }

    /// The next line without going on to it.
    func peek() -> Range<Int>? {
        var copy = self
        return copy.next()
    }
}
