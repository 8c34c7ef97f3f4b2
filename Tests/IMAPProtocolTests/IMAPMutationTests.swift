import Foundation
import FuzzKit
import Testing

@testable import IMAPProtocol

/// A short run of what `make fuzz` does for longer, from a fixed seed: what Dovecot said, damaged.
@Suite struct IMAPMutationTests {
    private static func corpus() throws -> [[UInt8]] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".imap") }
        return try names.sorted().map { Array(try Data(contentsOf: folder.appending(path: $0))) }
    }

    @Test func undamagedTalkIsSound() throws {
        let corpus = try Self.corpus()
        #expect(corpus.count >= 5)
        for talk in corpus { #expect(IMAPClient.fuzzProblem(with: talk) == nil) }
    }

    @Test func noServerBreaksTheClient() throws {
        let target = FuzzTarget(name: "imap", corpus: try Self.corpus(), words: IMAPClient.fuzzWords) {
            IMAPClient.fuzzProblem(with: $0)
        }
        let report = FuzzRun(target, seed: 20_261_126, timeLimit: .seconds(20)).run(rounds: 300)
        #expect(report.rounds == 300)
        #expect(report.failure == nil, "\(String(describing: report.failure))")
    }
}
