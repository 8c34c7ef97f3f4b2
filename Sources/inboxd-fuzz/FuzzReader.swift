import EmailChannel
import EmailMessage
import FuzzKit
import IMAPProtocol

/// What reads bytes from strangers.
enum FuzzReader: String, CaseIterable {
    /// Whole messages.
    case mime
    /// What an MTA says in a session with our LMTP server.
    case lmtp
    /// What an IMAP server says to our client, below a line with what the client asks for.
    case imap

    /// Where the inputs to begin from are, from the top of the tree, and how their names end.
    var corpus: String {
        switch self {
        case .mime: "Tests/EmailMessageTests/Fixtures"
        case .lmtp: "Tests/EmailChannelTests/Fixtures/LMTP"
        case .imap: "Tests/IMAPProtocolTests/Fixtures"
        }
    }

    var suffix: String { self == .mime ? ".eml" : ".\(rawValue)" }

    func target(_ corpus: [[UInt8]]) -> FuzzTarget {
        switch self {
        case .mime:
            FuzzTarget(name: rawValue, corpus: corpus, words: ParsedEmail.fuzzWords) {
                ParsedEmail.fuzzProblem(with: $0)
            }
        case .lmtp:
            FuzzTarget(name: rawValue, corpus: corpus, words: LMTPSession.fuzzWords) {
                LMTPSession.fuzzProblem(with: $0)
            }
        case .imap:
            FuzzTarget(name: rawValue, corpus: corpus, words: IMAPClient.fuzzWords) { IMAPClient.fuzzProblem(with: $0) }
        }
    }
}
