import ChannelFuzz
import Foundation
import FuzzKit
import ManifestChannel
import Testing

/// Mutations of every case of every channel: events, ignored or quarantined, and never anything else. `make fuzz
/// TARGET=channels` goes on for longer.
@Suite struct ChannelFuzzingTests {
    private static let channels = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "channels").path

    @Test func aThousandDamagedPayloadsAreUnderstoodOrQuarantined() async throws {
        let fuzzing = try await ChannelFuzzing(folders: ManifestLibrary.folders(in: [Self.channels]))
        #expect(fuzzing.corpus.count > 200)
        // Whole, each is what its case says: nothing is wrong with any of them.
        for input in fuzzing.corpus { #expect(fuzzing.problem(with: input) == nil) }
        let report = FuzzRun(fuzzing.target, seed: 20_260_302, timeLimit: .seconds(20)).run(rounds: 1000)
        #expect(report.rounds == 1000)
        #expect(report.failure == nil, "round \(report.failure?.round ?? 0): \(report.failure?.what ?? "")")
        let outcomes = fuzzing.outcomes
        #expect(outcomes.events > 100 && outcomes.ignored > 10 && outcomes.quarantined > 100, "\(outcomes)")
    }
}
