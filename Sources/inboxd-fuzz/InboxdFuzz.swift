import ArgumentParser
import ChannelFuzz
import Foundation
import FuzzKit

/// Feeds damaged input to what reads input from strangers, for as long as one likes.
@main
struct InboxdFuzz: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inboxd-fuzz", abstract: "Looks for input that crashes, hangs or bloats what reads it.",
        discussion: """
            Targets: mime, lmtp, imap, channels. Every input follows from the seed and its round, so that a finding is repeated by
            `inboxd-fuzz TARGET --seed SEED --round ROUND`. A crash ends the process; the last round stands in the file
            that --last names.
            """)

    @Argument(help: "Which reader.")
    var name: String

    @Option(help: "What all inputs follow from; else it is drawn.")
    var seed: UInt64?

    @Option(help: "How long, in seconds.")
    var seconds = 600

    @Option(help: "How many rounds at most.")
    var rounds = Int.max

    @Option(help: "This round only.")
    var round: Int?

    @Option(help: "The directory of channels, for the target that damages their payloads.")
    var channels = "channels"

    @Option(help: "The folder of inputs to begin from; else that of the target's own tests.")
    var corpus: String?

    @Option(help: "Where the round at hand is noted.")
    var last = ".build/fuzz-last"

    @Option(help: "Where to write the input of --round.")
    var write: String?

    func run() async throws {
        // Its inputs are the cases of the channels.
        let payloads = name == "channels" ? try await ChannelFuzzing.of(channels) : nil
        let target = try payloads?.target ?? readerOfFiles()
        defer { if let payloads { print(payloads.summary) } }
        let seed = seed ?? UInt64.random(in: 0...UInt64.max)
        if let round, let write {
            try Data(Mutator(target, seed: seed).input(round: round)).write(to: URL(filePath: write))
        }
        print("\(name): seed \(seed), \(target.corpus.count) inputs to begin from")
        let watch = try Watch(last, seed: seed, limit: .seconds(20))
        // A channel's program may take its second, and is asked twice; what takes longer on a busy machine is no finding.
        let run = FuzzRun(
            target, seed: seed, timeLimit: payloads == nil ? .seconds(2) : .seconds(15), growthLimit: 64 << 20)
        let report = run.run(
            from: round ?? 0, rounds: round == nil ? rounds : 1, duration: .seconds(seconds), before: watch.begin)
        print(
            "\(report.rounds) rounds, the slowest \(report.slowestRound) with \(report.slowest);",
            "memory grew by \(report.growth) bytes")
        guard let failure = report.failure else { return }
        print("round \(failure.round): \(failure.what)")
        let inputs = corpus.map { " --corpus \($0)" } ?? ""
        print("again: inboxd-fuzz \(name)\(inputs) --seed \(seed) --round \(failure.round)")
        throw ExitCode.failure
    }

    /// A target whose inputs are files.
    private func readerOfFiles() throws -> FuzzTarget {
        guard let reader = FuzzReader(rawValue: name) else {
            let known = (FuzzReader.allCases.map(\.rawValue) + ["channels"]).joined(separator: ", ")
            throw ValidationError("there is no target \(name); one of: \(known)")
        }
        let corpus = corpus ?? reader.corpus
        let inputs = try Self.inputs(in: corpus, suffix: reader.suffix)
        guard !inputs.isEmpty else { throw ValidationError("\(corpus) holds no inputs (*\(reader.suffix))") }
        return reader.target(inputs)
    }

    /// The files of a folder whose names end so, in the order of their names.
    private static func inputs(in folder: String, suffix: String) throws -> [[UInt8]] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(suffix) }
        return try names.sorted().map { name in
            Array(try Data(contentsOf: URL(filePath: folder).appending(path: name)))
        }
    }
}
