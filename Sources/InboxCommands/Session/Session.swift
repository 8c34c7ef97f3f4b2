package import InboxDomain
package import Transport

/// All that a command touches outside itself, so that tests can put their own in place.
package struct Session: Sendable {
    package var exchange: any HTTPExchange
    package var environment: [String: String]
    package var terminal: TerminalTraits
    /// The present, for relative times.
    package var now: @Sendable () -> Instant
    package var writeOutput: @Sendable (String) -> Void
    /// Writes what is no text to standard output.
    package var writeBytes: @Sendable ([UInt8]) -> Void
    package var writeError: @Sendable (String) -> Void
    /// Standard input to its end, as UTF-8; nil where it is none, or longer than a mebibyte. May block.
    package var readInput: @Sendable () -> String?
    /// Standard input to its end or to this many bytes, whatever they are; nil where it cannot be read. May block.
    package var readInputBytes: @Sendable (_ limit: Int) -> [UInt8]?

    package init(
        exchange: any HTTPExchange, environment: [String: String], terminal: TerminalTraits,
        now: @escaping @Sendable () -> Instant, writeOutput: @escaping @Sendable (String) -> Void,
        writeError: @escaping @Sendable (String) -> Void, readInput: @escaping @Sendable () -> String?,
        readInputBytes: (@Sendable (_ limit: Int) -> [UInt8]?)? = nil,
        writeBytes: (@Sendable ([UInt8]) -> Void)? = nil
    ) {
        self.exchange = exchange
        self.environment = environment
        self.terminal = terminal
        self.now = now
        self.writeOutput = writeOutput
        self.writeError = writeError
        self.readInput = readInput
        self.writeBytes = writeBytes ?? { writeOutput(String(decoding: $0, as: UTF8.self)) }
        self.readInputBytes = readInputBytes ?? { limit in readInput().map { Array($0.utf8.prefix(limit)) } }
    }

    func line(_ text: String) {
        writeOutput(text + "\n")
    }

    /// A remark that is no result: it does not go where a program would read it.
    func remark(_ text: String) {
        writeError(text + "\n")
    }

    func report(_ error: CommandError) {
        remark("inboxctl: \(DisplayText.clean(error.message))")
        if let hint = error.hint { remark("          \(DisplayText.clean(hint))") }
    }
}

/// What standard output is.
package struct TerminalTraits: Sendable, Hashable {
    /// Columns; nil where the output is no terminal, and nothing is cut off.
    package var width: Int?
    package var colour: Bool

    package init(width: Int? = nil, colour: Bool = false) {
        self.width = width
        self.colour = colour
    }

    /// A pipe or a file.
    package static let plain = TerminalTraits()
}
