/// Collects the lines of a response's head as libcurl hands them out: interim responses first, trailers after the body.
struct ResponseHead {
    private static let mostFields = 256
    private static let mostBytes = 64 << 10

    private(set) var status = 0
    private(set) var headers: [(name: String, value: String)] = []
    /// The head of the final response has ended.
    private(set) var isComplete = false
    private var bytes = 0

    /// False where the head is larger than any honest server's: give the exchange up.
    mutating func take(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        if isComplete { return true }
        bytes += line.count
        guard bytes <= Self.mostBytes, headers.count < Self.mostFields else { return false }
        var end = line.count
        while end > 0, line[end - 1] == UInt8(ascii: "\r") || line[end - 1] == UInt8(ascii: "\n") { end -= 1 }
        let text = UnsafeBufferPointer(rebasing: line[..<end])
        if text.isEmpty {
            isComplete = status >= 200
        } else if text.starts(with: "HTTP/".utf8) {
            status = Self.status(in: text)
            headers = []
        } else if let colon = text.firstIndex(of: UInt8(ascii: ":")) {
            let name = String(decoding: text[..<colon], as: UTF8.self).lowercased()
            headers.append((name, Self.trimmed(text[(colon + 1)...])))
        }
        return true
    }

    private static func status(in line: UnsafeBufferPointer<UInt8>) -> Int {
        let words = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
        return words.count > 1 ? Int(String(decoding: words[1], as: UTF8.self)) ?? 0 : 0
    }

    private static func trimmed(_ value: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        let isSpace = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        var value = value.drop(while: isSpace)
        while let last = value.last, isSpace(last) { value.removeLast() }
        return String(decoding: value, as: UTF8.self)
    }
}
