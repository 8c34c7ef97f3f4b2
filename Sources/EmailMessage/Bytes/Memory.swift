import Glibc

/// Where a byte stands first; nil where it does not. As fast as the system can look.
func memoryIndex(of byte: UInt8, in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int? {
    guard start < end, let base = bytes.baseAddress else { return nil }
    guard let found = memchr(base + start, Int32(byte), end - start) else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
}

/// Whether a line begins with these bytes.
func hasLine(startingWith run: [UInt8], in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Bool {
    var lines = LineReader(bytes, start..<max(start, end))
    while let line = lines.next() {
        if bytes[line].starts(with: run) { return true }
    }
    return false
}
