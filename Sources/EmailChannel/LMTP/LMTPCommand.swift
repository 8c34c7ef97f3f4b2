/// One command line, understood.
enum LMTPCommand: Sendable, Hashable {
    case lhlo(String)
    case mail(LMTPPath)
    case rcpt(LMTPPath)
    case data
    case bdat(count: Int, isLast: Bool)
    case rset
    case noop
    case vrfy
    case help
    case quit

    /// Why a line is no command.
    struct Problem: Error, Hashable {
        var reply: LMTPReply
        /// Nobody knows where the next command begins.
        var losesPlace = false
    }

    /// Reads a line without its CRLF.
    init(_ line: ArraySlice<UInt8>) throws(Problem) {
        guard !line.contains(where: { $0 == 13 || $0 == 10 || $0 == 0 }) else {
            throw Problem(reply: LMTPReply(500, "5.5.2", "Lines end with CRLF, and hold no other CR, LF or NUL"))
        }
        let space = UInt8(ascii: " ")
        let verb = line.prefix { $0 != space }
        var arguments = line[verb.endIndex...].drop { $0 == space }
        while arguments.last == space { arguments.removeLast() }
        switch String(decoding: verb, as: UTF8.self).uppercased() {
        case "LHLO": self = .lhlo(try Self.name(arguments))
        case "MAIL": self = .mail(try Self.path(arguments, behind: "FROM:", status: "5.1.7"))
        case "RCPT": self = .rcpt(try Self.path(arguments, behind: "TO:", status: "5.1.3"))
        case "DATA": self = try Self.plain(.data, arguments)
        case "BDAT": self = try Self.chunk(arguments)
        case "RSET": self = try Self.plain(.rset, arguments)
        case "NOOP": self = .noop
        case "VRFY": self = .vrfy
        case "HELP": self = .help
        case "QUIT": self = try Self.plain(.quit, arguments)
        case "HELO", "EHLO": throw Problem(reply: LMTPReply(500, "5.5.1", "This is LMTP: say LHLO"))
        default: throw Problem(reply: LMTPReply(500, "5.5.1", "There is no such command"))
        }
    }

    private static func plain(_ command: LMTPCommand, _ arguments: ArraySlice<UInt8>) throws(Problem) -> LMTPCommand {
        guard arguments.isEmpty else { throw Problem(reply: .noArguments) }
        return command
    }

    private static func name(_ arguments: ArraySlice<UInt8>) throws(Problem) -> String {
        guard !arguments.isEmpty, arguments.count <= 255, arguments.allSatisfy({ $0 > 0x20 && $0 != 0x7F }),
            let name = String(validating: arguments, as: UTF8.self)
        else { throw Problem(reply: LMTPReply(501, "5.5.4", "LHLO takes the client's name")) }
        return name
    }

    private static func path(
        _ arguments: ArraySlice<UInt8>, behind word: String, status: String
    ) throws(Problem) -> LMTPPath {
        let count = word.utf8.count
        guard String(decoding: arguments.prefix(count), as: UTF8.self).uppercased() == word else {
            throw Problem(reply: LMTPReply(501, "5.5.4", "Write \(word)<address>"))
        }
        guard let path = LMTPPath(arguments.dropFirst(count)) else {
            throw Problem(reply: LMTPReply(501, status, "That is no address in angle brackets"))
        }
        return path
    }

    /// RFC 3030 §2.
    private static func chunk(_ arguments: ArraySlice<UInt8>) throws(Problem) -> LMTPCommand {
        let words = arguments.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
        guard let first = words.first, first.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let count = Int(first),
            words.count == 1 || words.count == 2 && words[1].uppercased() == "LAST"
        else {
            throw Problem(reply: LMTPReply(501, "5.5.4", "BDAT takes a size, and LAST or nothing"), losesPlace: true)
        }
        return .bdat(count: count, isLast: words.count == 2)
    }
}
