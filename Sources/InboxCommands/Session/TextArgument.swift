import ArgumentParser

/// What somebody writes: given as an argument, or `-` for standard input.
struct TextArgument: ParsableArguments {
    @Argument(help: "The text, or - to read it from standard input.")
    var text: String

    func read(_ session: Session) throws(CommandError) -> String {
        try Self.read(text, session)
    }

    static func read(_ text: String, _ session: Session) throws(CommandError) -> String {
        guard text == "-" else { return text }
        guard let input = session.readInput() else {
            throw CommandError(.usage, "standard input is no UTF-8 text of at most 1 MiB")
        }
        return input.last == "\n" ? String(input.dropLast()) : input
    }
}
