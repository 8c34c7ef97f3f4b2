import Foundation

/// A file of mail on the command line.
enum MailFile {
    /// Bytes; as much as the parser reads of a message.
    private static let longest = 64 << 20

    /// The bytes of a file, or of standard input where the path is `-`. Throws `usage` where it cannot be read or is
    /// longer than 64 MiB. May block.
    static func read(_ path: String, _ session: Session) throws(CommandError) -> [UInt8] {
        let bytes: [UInt8]?
        if path == "-" {
            bytes = session.readInputBytes(longest + 1)
        } else {
            // Never more than is needed to see that it is too long; a pipe has no size to ask for.
            bytes = FileHandle(forReadingAtPath: path).flatMap { handle in
                (try? handle.read(upToCount: longest + 1)).map { $0.map(Array.init) ?? [] }
            }
        }
        guard let bytes else {
            throw CommandError(.usage, "\(path == "-" ? "standard input" : path) cannot be read")
        }
        guard bytes.count <= longest else {
            throw CommandError(.usage, "\(path == "-" ? "standard input" : path) is longer than 64 MiB")
        }
        return bytes
    }
}
