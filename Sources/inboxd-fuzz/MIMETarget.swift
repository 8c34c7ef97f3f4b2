import EmailMessage
import FuzzKit

extension FuzzTarget {
    /// Messages of mail. `corpus` are whole messages.
    static func mime(corpus: [[UInt8]]) -> FuzzTarget {
        FuzzTarget(name: "mime", corpus: corpus, words: ParsedEmail.fuzzWords) { ParsedEmail.fuzzProblem(with: $0) }
    }
}
