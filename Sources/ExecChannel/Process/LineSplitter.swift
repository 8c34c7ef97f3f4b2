/// Cuts a stream of bytes into lines at LF. A CR before it is not part of the line.
struct LineSplitter: Sendable {
    /// Bytes of a line, its end not counted.
    let limit: Int
    private var rest: [UInt8] = []
    private var isSkipping = false

    init(limit: Int) {
        self.limit = limit
    }

    enum Line: Sendable, Hashable {
        case line([UInt8])
        /// Its beginning: it was longer than the limit, and all of it is left out.
        case tooLong([UInt8])
    }

    /// The lines that end in these bytes.
    mutating func add(_ bytes: [UInt8]) -> [Line] {
        var lines: [Line] = []
        var begin = bytes.startIndex
        while let end = bytes[begin...].firstIndex(of: UInt8(ascii: "\n")) {
            take(bytes[begin..<end], &lines)
            if !isSkipping { lines.append(.line(rest.last == UInt8(ascii: "\r") ? Array(rest.dropLast()) : rest)) }
            rest.removeAll(keepingCapacity: true)
            isSkipping = false
            begin = end + 1
        }
        take(bytes[begin...], &lines)
        return lines
    }

    /// What stands after the last line end.
    mutating func finish() -> Line? {
        defer { rest = [] }
        return rest.isEmpty || isSkipping ? nil : .line(rest)
    }

    private mutating func take(_ bytes: ArraySlice<UInt8>, _ lines: inout [Line]) {
        guard !isSkipping else { return }
        rest += bytes
        guard rest.count > limit else { return }
        lines.append(.tooLong(Array(rest.prefix(200))))
        rest = []
        isSkipping = true
    }
}
