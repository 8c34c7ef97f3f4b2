import ArgumentParser
import Glibc
import Transport

/// The `inboxctl` program, apart from its process.
package enum InboxCtl {
    /// Runs this process's command line to its end, and returns the exit code.
    package static func runProcess() async -> Int32 {
        // A daemon or a pager that hangs up is a failed write, not the end of the process without a word.
        signal(SIGPIPE, SIG_IGN)
        let transport: CurlTransport
        do {
            transport = try CurlTransport(connections: 4, connectionsPerHost: 4)
        } catch {
            _ = Session.write("inboxctl: there is no way to reach a daemon: \(error)\n", to: STDERR_FILENO)
            return ExitStatus.failed.rawValue
        }
        defer { transport.shutdown() }
        return await run(Array(CommandLine.arguments.dropFirst()), .process(exchange: transport))
    }

    /// Runs one command line (without the program's name) and returns the exit code, an `ExitStatus`. Prints through
    /// the session only. Does not block but for standard input.
    package static func run(_ arguments: [String], _ session: Session) async -> Int32 {
        let command: any ParsableCommand
        do {
            command = try RootCommand.parseAsRoot(arguments)
            guard let command = command as? any SessionCommand else {
                // `help`, and nouns without a verb: their answer is a text, thrown.
                var command = command
                try command.run()
                return ExitStatus.done.rawValue
            }
            try await command.run(session)
            return ExitStatus.done.rawValue
        } catch let error as CommandError {
            session.report(error)
            return error.status.rawValue
        } catch {
            return explain(error, arguments, session).rawValue
        }
    }

    /// Prints what the parser has to say: help that was asked for, or what is wrong with the arguments.
    private static func explain(_ error: any Error, _ arguments: [String], _ session: Session) -> ExitStatus {
        let text = RootCommand.fullMessage(for: error, columns: session.terminal.width ?? 80)
        if RootCommand.exitCode(for: error).isSuccess {
            session.line(text)
            return .done
        }
        if let problem = CommandTree.unknownCommand(in: arguments) {
            session.report(problem)
        } else {
            session.remark(text)
        }
        return .usage
    }
}

/// The top of the command tree.
struct RootCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inboxctl", abstract: "Works with the conversations and the daemon of inboxd.",
        discussion: """
            Exit codes: 0 done, 1 failed, 2 usage, 3 no daemon, 4 refused, 5 verification failed.
            """,
        version: "0.1.0",
        subcommands: [
            StatusCommand.self, QueueCommand.self, ConversationCommand.self, AttachmentCommand.self, InboxCommand.self,
            DeliveryCommand.self,
            LedgerCommand.self, ThreadCommand.self, RouteCommand.self, CalendarCommand.self, SLACommand.self,
            SimulateCommand.self, EventsCommand.self, AgentCommand.self, ReloadCommand.self, ConfigCommand.self,
            ChannelCommand.self, MailCommand.self, WebhookCommand.self,
        ])

    // Here, so that the options may also stand before the command's name.
    @OptionGroup var options: GlobalOptions
}
