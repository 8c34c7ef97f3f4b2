import Foundation
import FuzzKit
import Testing

@testable import EmailChannel

/// A short run of what `make fuzz` does for longer, from a fixed seed: dialogues with mistakes made at random.
@Suite struct LMTPMutationTests {
    private static func corpus() throws -> [[UInt8]] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/LMTP")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".lmtp") }
        return try names.sorted().map { Array(try Data(contentsOf: folder.appending(path: $0))) }
    }

    @Test func undamagedDialoguesAreSound() throws {
        let corpus = try Self.corpus()
        #expect(corpus.count >= 9)
        for dialogue in corpus { #expect(LMTPSession.fuzzProblem(with: dialogue) == nil) }
    }

    @Test func noInputBreaksASession() throws {
        let target = FuzzTarget(name: "lmtp", corpus: try Self.corpus(), words: LMTPSession.fuzzWords) {
            LMTPSession.fuzzProblem(with: $0)
        }
        let report = FuzzRun(target, seed: 20_261_126, timeLimit: .seconds(20)).run(rounds: 300)
        #expect(report.rounds == 300)
        #expect(report.failure == nil, "\(String(describing: report.failure))")
    }
}
