import ArgumentParser
import InboxDomain

/// The command tree as words, to say which word of a command line is none of it.
enum CommandTree {
    /// The first word that should be a command and is not; nil where the commands are right and something else is wrong.
    static func unknownCommand(in arguments: [String]) -> CommandError? {
        var path = ["inboxctl"]
        var commands = RootCommand.configuration.subcommands
        var words = arguments[...]
        while let word = words.popFirst(), !commands.isEmpty {
            if word == "--socket" { words = words.dropFirst() }
            if word.hasPrefix("-") || word == "help" { continue }
            guard let next = commands.first(where: { names(of: $0).contains(word) }) else {
                let known = commands.map(name)
                let hint = Spelling.nearest(to: word, among: known).map { "did you mean “\($0)”?" }
                return CommandError(
                    .usage, "there is no command “\(path.joined(separator: " ")) \(word)”",
                    hint: hint ?? "one of: " + known.joined(separator: ", "))
            }
            path.append(name(of: next))
            commands = next.configuration.subcommands
        }
        return nil
    }

    static func name(of command: any ParsableCommand.Type) -> String {
        command.configuration.commandName ?? String(describing: command)
    }

    private static func names(of command: any ParsableCommand.Type) -> [String] {
        [name(of: command)] + command.configuration.aliases
    }
}
