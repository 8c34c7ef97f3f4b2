import ArgumentParser
import Foundation
import InboxDaemon
import Logging

/// `inboxd`: runs the daemon, or checks its configuration.
@main
struct InboxdCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inboxd", abstract: "A support inbox: messages of all channels, one queue, by their SLA.",
        version: inboxdVersion, subcommands: [Run.self, Check.self], defaultSubcommand: Run.self)
}

/// What both commands take.
struct ConfigurationOptions: ParsableArguments {
    @Option(name: .long, help: "The configuration file; conf.d/*.yaml beside it is read too.")
    var config = "/etc/inboxd/inboxd.yaml"

    var daemon: DaemonOptions {
        DaemonOptions(configurationPath: config, environment: ProcessInfo.processInfo.environment)
    }
}

extension InboxdCommand {
    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Run the daemon (the default).")

        @OptionGroup var options: ConfigurationOptions

        @Flag(help: .hidden) var benchmarkRoutes = false
        @Flag(help: .hidden) var benchmarkAcceptOnly = false

        func run() async throws {
            signal(SIGPIPE, SIG_IGN)
            // libjq reads ~/.jq; what a channel's programs mean must not depend on who starts the daemon.
            unsetenv("HOME")
            let logger = DaemonLogging.bootstrap(environment: ProcessInfo.processInfo.environment)
            var daemon = options.daemon
            daemon.benchmarkRoutes = benchmarkRoutes
            daemon.acceptsOnly = benchmarkAcceptOnly
            do {
                try await Daemon(options: daemon, logger: logger).run()
            } catch DaemonError.configuration(let diagnostics) {
                throw ConfigurationReport(diagnostics).printed()
            } catch {
                logger.critical("inboxd stops.", metadata: ["error": "\(error)"])
                throw ExitCode.failure
            }
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check the configuration and the channels; exit 78 where something is wrong.")

        @OptionGroup var options: ConfigurationOptions

        func run() throws {
            let diagnostics = Daemon.check(options.daemon)
            let report = ConfigurationReport(diagnostics)
            if report.hasErrors { throw report.printed() }
            _ = report.printed()
            print("\(options.config): no errors")
        }
    }
}
