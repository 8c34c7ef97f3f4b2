import FuzzKit
import Testing

@testable import EmailMessage

/// A short run of what `make fuzz` does for longer, from a fixed seed.
@Suite struct MutationTests {
    @Test func damagedMailIsRead() throws {
        let target = FuzzTarget(
            name: "mime", corpus: try Fixtures.names.map(Fixtures.message), words: ParsedEmail.fuzzWords
        ) { ParsedEmail.fuzzProblem(with: $0) }
        let report = FuzzRun(target, seed: 20_260_302, timeLimit: .seconds(20)).run(rounds: 400)
        #expect(report.rounds == 400)
        #expect(report.failure == nil)
    }

    @Test func anInputFollowsFromSeedAndRound() throws {
        let target = FuzzTarget(name: "x", corpus: [Array("abc".utf8)], words: ["w"]) { _ in nil }
        #expect(Mutator(target, seed: 1).input(round: 7) == Mutator(target, seed: 1).input(round: 7))
        #expect(
            (0..<20).contains { Mutator(target, seed: 1).input(round: $0) != Mutator(target, seed: 2).input(round: $0) }
        )
    }
}
