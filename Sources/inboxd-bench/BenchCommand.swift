import ArgumentParser
import Foundation

/// `inboxd-bench`: measures ratios in one run. Absolute figures depend on the machine; the ratios between lines of one
/// run are what to compare.
@main
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inboxd-bench",
        abstract:
            "Measure rules, queues, timers, channels, accepting, mail, processing and memory, as ratios of one run.")

    @Option(help: "Which parts: rules, queue, sla, channels, accept, signatures, lmtp, parse, imap, process, idle.")
    var parts = "rules,queue,sla,channels,accept,signatures,lmtp,parse,imap,process,idle"

    @Option(parsing: .upToNextOption, help: "Of the part channels: only these.")
    var channel: [String] = []

    @Option(help: "The daemon to measure.")
    var daemon = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "inboxd").path

    @Option(help: "Seconds of each measurement of accepting.")
    var seconds = 6

    @Option(help: "Connections at a time.")
    var connections = 64

    @Option(help: "Messages of each measurement of processing.")
    var messages = 30_000

    @Option(help: "Mails in the mailbox that is fetched.")
    var mails = 10_000

    @Option(help: "Conversations in the large store.")
    var conversations = 1_000_000

    func run() async throws {
        let workplace = try Workplace()
        defer { workplace.remove() }
        let chosen = Set(parts.split(separator: ",").map(String.init))
        if chosen.contains("rules") {
            try RulesBench(workplace: workplace).run()
        }
        if chosen.contains("queue") {
            try await QueueBench(workplace: workplace, conversations: conversations).run()
        }
        if chosen.contains("sla") {
            try await SLABench(workplace: workplace, daemon: daemon, conversations: conversations).run()
        }
        if chosen.contains("channels") {
            try await ChannelsBench(only: Set(channel)).run()
        }
        if chosen.contains("accept") {
            try await AcceptBench(
                workplace: workplace, daemon: daemon, seconds: seconds, connections: connections
            ).run()
        }
        if chosen.contains("signatures") {
            try await SignatureBench(
                workplace: workplace, daemon: daemon, seconds: seconds, connections: connections
            ).run()
        }
        if chosen.contains("lmtp") {
            try LMTPBench(workplace: workplace, daemon: daemon).run()
        }
        if chosen.contains("parse") {
            ParseBench().run()
        }
        if chosen.contains("imap") {
            try await IMAPBench(workplace: workplace, daemon: daemon, mails: mails).run()
        }
        if chosen.contains("process") {
            try await ProcessBench(workplace: workplace, messages: messages, large: conversations).run()
        }
        if chosen.contains("idle") {
            try await IdleBench(workplace: workplace, daemon: daemon).run()
        }
    }
}
