import ArgumentParser
import Foundation
import FuzzKit

/// Feeds damaged input to what reads input from strangers, for as long as one likes.
@main
struct InboxdFuzz: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inboxd-fuzz", abstract: "Looks for input that crashes, hangs or bloats what reads it.",
        discussion: """
            Targets: mime, lmtp, imap. Every input follows from the seed and its round, so that a finding is repeated by
            `inboxd-fuzz TARGET --seed SEED --round ROUND`. A crash ends the process; the last round stands in the file
            that --last names.
            """)

    @Argument(help: "Which reader.")
    var name: String

    @Option(help: "What all inputs follow from; else it is drawn.")
    var seed: UInt64?

    @Option(help: "How long, in seconds.")
    var seconds = 600

    @Option(help: "This round only.")
    var round: Int?

    @Option(help: "The folder of inputs to begin from; else that of the target's own tests.")
    var corpus: String?

    @Option(help: "Where the round at hand is noted.")
    var last = ".build/fuzz-last"

    @Option(help: "Where to write the input of --round.")
    var write: String?

    func run() throws {
        guard let reader = FuzzReader(rawValue: name) else {
            let known = FuzzReader.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("there is no target \(name); one of: \(known)")
        }
        let corpus = corpus ?? reader.corpus
        let inputs = try Self.inputs(in: corpus, suffix: reader.suffix)
        guard !inputs.isEmpty else { throw ValidationError("\(corpus) holds no inputs (*\(reader.suffix))") }
        let target = reader.target(inputs)
        let seed = seed ?? UInt64.random(in: 0...UInt64.max)
        if let round, let write {
            try Data(Mutator(target, seed: seed).input(round: round)).write(to: URL(filePath: write))
        }
        print("\(name): seed \(seed), \(inputs.count) inputs to begin from")
        let watch = try Watch(last, seed: seed, limit: .seconds(20))
        let run = FuzzRun(target, seed: seed, timeLimit: .seconds(2))
        let report = run.run(
            from: round ?? 0, rounds: round == nil ? .max : 1, duration: .seconds(seconds), before: watch.begin)
        print(
            "\(report.rounds) rounds, the slowest \(report.slowestRound) with \(report.slowest);",
            "memory grew by \(report.growth) bytes")
        guard let failure = report.failure else { return }
        print("round \(failure.round): \(failure.what)")
        print("again: inboxd-fuzz \(name) --corpus \(corpus) --seed \(seed) --round \(failure.round)")
        throw ExitCode.failure
    }

    /// The files of a folder whose names end so, in the order of their names.
    private static func inputs(in folder: String, suffix: String) throws -> [[UInt8]] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(suffix) }
        return try names.sorted().map { name in
            Array(try Data(contentsOf: URL(filePath: folder).appending(path: name)))
        }
    }
}
