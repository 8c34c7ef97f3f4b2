import Glibc

/// Reads a payload from its beginning to its end, once. Belongs to one thread; blocks on files, which are local.
final class PayloadReader {
    /// A whole number of lines of base64.
    private static let blockSize = Payload.lineInput * 1024

    private var pieces: ArraySlice<Payload.Piece>
    private var block: [UInt8] = []
    private var offset = 0
    /// The file that is being read: -1 where there is none.
    private var descriptor: Int32 = -1
    private var left = 0

    init(_ payload: Payload) {
        pieces = payload.pieces[...]
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// What keeps it from being sent: a file that is not there, or is too short. Nil where nothing does.
    static func problem(with payload: Payload) -> String? {
        for piece in payload.pieces {
            switch piece {
            case .bytes: continue
            case .file(let path, let size), .base64(let path, let size):
                var status = stat()
                guard stat(path, &status) == 0 else {
                    return "a file of its body cannot be read: \(String(cString: strerror(errno)))"
                }
                guard Int(status.st_size) >= size else { return "a file of its body is shorter than it was" }
            }
        }
        return nil
    }

    /// Fills as much of the buffer as one step gives, and returns how much that is. 0 at the end, and where a file cannot
    /// be read to its end.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard offset < block.count || refill() else { return 0 }
        let count = min(buffer.count, block.count - offset)
        block.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + count])) }
        offset += count
        return count
    }

    /// Makes the next block that is not empty; false where there is none.
    private func refill() -> Bool {
        offset = 0
        block = []
        while block.isEmpty, let piece = pieces.first {
            switch piece {
            case .bytes(let bytes):
                block = bytes
                pieces = pieces.dropFirst()
            case .file(let path, let size):
                guard let bytes = readBlock(path, size) else { return false }
                block = bytes
            case .base64(let path, let size):
                guard let bytes = readBlock(path, size) else { return false }
                block = Self.base64(bytes)
            }
        }
        return !block.isEmpty
    }

    /// The next block of a file; moves on to the next piece behind its last one. Nil where it cannot be read.
    private func readBlock(_ path: String, _ size: Int) -> [UInt8]? {
        if descriptor < 0 {
            descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return nil }
            left = size
        }
        let wanted = min(left, Self.blockSize)
        let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
            while filled < wanted {
                let count = Glibc.read(descriptor, buffer.baseAddress?.advanced(by: filled), wanted - filled)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                filled += count
            }
        }
        guard bytes.count == wanted else { return nil }
        left -= wanted
        if left == 0 {
            close(descriptor)
            descriptor = -1
            pieces = pieces.dropFirst()
        }
        return bytes
    }

    /// Lines of 76 letters, each ended by CR LF, the last one shorter.
    private static func base64(_ bytes: [UInt8]) -> [UInt8] {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count / Payload.lineInput * 78 + 80)
        var start = 0
        while start < bytes.count {
            let end = min(start + Payload.lineInput, bytes.count)
            var i = start
            while i < end {
                let first = UInt32(bytes[i]) << 16
                let second = i + 1 < end ? UInt32(bytes[i + 1]) << 8 : 0
                let word = first | second | (i + 2 < end ? UInt32(bytes[i + 2]) : 0)
                result.append(letters[Int(word >> 18)])
                result.append(letters[Int(word >> 12 & 63)])
                result.append(i + 1 < end ? letters[Int(word >> 6 & 63)] : UInt8(ascii: "="))
                result.append(i + 2 < end ? letters[Int(word & 63)] : UInt8(ascii: "="))
                i += 3
            }
            result += [0x0D, 0x0A]
            start = end
        }
        return result
    }
}
