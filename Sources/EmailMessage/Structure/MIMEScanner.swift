/// Finds the parts of a message in one pass over its lines.
///
/// A boundary is looked up among the open multiparts, the innermost first, so a part that was never closed ends where an
/// outer one goes on. Nested messages stay whole: they are leaves. The work is bounded by the bytes times the limit of
/// depth.
struct MIMEScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let limits: EmailLimits
    private(set) var parts: [MIMEPart] = []
    private(set) var reached: Set<EmailLimits.Kind> = []

    private struct Open {
        var part: Int
        var boundary: [UInt8]
    }

    private var stack: [Open] = []
    /// The leaf whose body is being passed.
    private var leaf: Int?
    private let end: Int

    /// Part 0 is the message itself.
    static func scan(_ bytes: UnsafeBufferPointer<UInt8>, _ limits: EmailLimits) -> MIMEScanner {
        var scanner = MIMEScanner(bytes, limits)
        scanner.run()
        return scanner
    }

    private init(_ bytes: UnsafeBufferPointer<UInt8>, _ limits: EmailLimits) {
        self.bytes = bytes
        self.limits = limits
        end = min(bytes.count, limits.messageBytes)
        if bytes.count > end { reached.insert(.messageBytes) }
    }

    private mutating func run() {
        var position = begin(at: 0, parent: nil)
        var lines = LineReader(bytes, position..<end)
        while !stack.isEmpty, let line = lines.next() {
            guard let (level, isClosing) = Self.boundary(line, in: bytes, among: stack) else { continue }
            finishLeaf(before: line.lowerBound)
            while stack.count > level + 1 { close(before: line.lowerBound) }
            if isClosing {
                close(before: line.lowerBound)
                continue
            }
            guard parts.count < limits.parts else {
                reached.insert(.parts)
                break
            }
            position = begin(at: lines.position, parent: stack[level].part)
            lines = LineReader(bytes, position..<end)
        }
        if let leaf { parts[leaf].body = parts[leaf].body.lowerBound..<end }
        leaf = nil
        while !stack.isEmpty { close(before: end) }
    }

    /// Reads the header of a part and opens it where it is a multipart. Returns where its body begins.
    private mutating func begin(at start: Int, parent: Int?) -> Int {
        var scanner = HeaderScanner(bytes: bytes, limits: limits)
        if !stack.isEmpty {
            scanner.isBoundary = { [bytes, stack] line in Self.boundary(line, in: bytes, among: stack) != nil }
        }
        let header = scanner.scan(start..<end)
        reached.formUnion(header.reached)
        let fallback: ContentType = parent.map { parts[$0].type.isDigest } == true ? .message : .plain
        let field = header.fields.first { $0.name == "content-type" }
        let type = field.flatMap { ContentType(HeaderText.unfolded(bytes, $0.value)) } ?? fallback
        let index = parts.count
        parts.append(
            MIMEPart(path: "1", fields: header.fields, type: type, body: header.bodyStart..<header.bodyStart))
        if let parent {
            parts[parent].children.append(index)
            let place = String(parts[parent].children.count)
            parts[index].path = parent == 0 ? place : "\(parts[parent].path).\(place)"
        }
        if type.isMultipart, let boundary = usableBoundary(type, header.bodyStart, isRoot: parent == nil) {
            if stack.count < limits.depth {
                stack.append(Open(part: index, boundary: boundary))
                parts[index].isOpened = true
                leaf = nil
                return header.bodyStart
            }
            reached.insert(.depth)
        }
        leaf = index
        return header.bodyStart
    }

    /// The boundary that the type names, or the one that the body shows where it names none, or a wrong one.
    private func usableBoundary(_ type: ContentType, _ start: Int, isRoot: Bool) -> [UInt8]? {
        if let named = type.boundary {
            // Only for the whole message, so that the search is made once.
            guard isRoot,
                !hasLine(startingWith: [ASCII.hyphen, ASCII.hyphen] + named, in: bytes, from: start, to: end)
            else { return named }
        }
        var lines = LineReader(bytes, start..<min(end, start + 4096))
        while let line = lines.next() {
            let text = bytes[line].trimmed
            guard text.count > 2, text.count <= 202, text.starts(with: "--".utf8), let after = lines.peek(),
                bytes[after].isEmpty || bytes[after].starts(withWord: "content-")
            else { continue }
            return Array(text.dropFirst(2))
        }
        return nil
    }

    private static func boundary(
        _ line: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>, among stack: [Open]
    ) -> (level: Int, isClosing: Bool)? {
        let start = line.lowerBound
        guard line.count > 2, bytes[start] == ASCII.hyphen, bytes[start + 1] == ASCII.hyphen else { return nil }
        var stop = line.upperBound
        while stop > start, ASCII.isSpace(bytes[stop - 1]) { stop -= 1 }
        let mark = UnsafeBufferPointer(rebasing: bytes[min(start + 2, stop)..<stop])
        for level in stack.indices.reversed() {
            let boundary = stack[level].boundary
            if mark.count == boundary.count, mark.elementsEqual(boundary) { return (level, false) }
            if mark.count == boundary.count + 2, mark.starts(with: boundary),
                mark[mark.count - 2] == ASCII.hyphen, mark[mark.count - 1] == ASCII.hyphen
            {
                return (level, true)
            }
        }
        return nil
    }

    /// The line end before a boundary belongs to the boundary (RFC 2046 §5.1.1).
    private func contentEnd(before boundary: Int, from start: Int) -> Int {
        var stop = boundary
        if stop > start, bytes[stop - 1] == ASCII.lineFeed { stop -= 1 }
        if stop > start, bytes[stop - 1] == ASCII.carriageReturn { stop -= 1 }
        return max(start, stop)
    }

    private mutating func finishLeaf(before boundary: Int) {
        guard let leaf else { return }
        let start = parts[leaf].body.lowerBound
        parts[leaf].body = start..<contentEnd(before: boundary, from: start)
        self.leaf = nil
    }

    private mutating func close(before boundary: Int) {
        guard let open = stack.popLast() else { return }
        let start = parts[open.part].body.lowerBound
        parts[open.part].body = start..<max(start, boundary)
        // A multipart without parts is a leaf: what is in it must not get lost.
        if parts[open.part].children.isEmpty { parts[open.part].isOpened = false }
    }
}
