import Foundation
import Testing

/// One golden case: a command line, what the daemon is asked and answers, and all that comes out.
///
/// A file under `Cases/` begins with `$` and the command line. Sections follow, each under a line of three dashes:
/// `terminal` (columns, and `colour`), `input` (standard input), then for each exchange in its order `request` (the line
/// `METHOD target`, and the body if there is one) and `answer STATUS` (the body) or `failure` (`notSent …`,
/// `answerLost …`); then `exit`, `out` and `err`.
struct CommandCase {
    var arguments: [String]
    var terminal = ""
    var input: String?
    var exchanges: [(request: String, answer: Answer)] = []
    var exit: Int32 = 0
    var out = ""
    var err = ""

    enum Answer: Sendable {
        case response(status: Int, body: String)
        case failure(String)
    }

    init(_ text: String) throws {
        let text = text.hasSuffix("\n") ? String(text.dropLast()) : text
        var sections = text.components(separatedBy: "\n--- ")
        arguments = try Self.words(sections.removeFirst())
        var request: String?
        for section in sections {
            let parts = section.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let title = parts[0].split(separator: " ").map(String.init)
            let body = parts.count > 1 ? parts[1] : ""
            switch title[0] {
            case "terminal": terminal = body
            case "input": input = body
            case "request": request = body
            case "answer":
                exchanges.append((try #require(request), .response(status: try #require(Int(title[1])), body: body)))
            case "failure": exchanges.append((try #require(request), .failure(body)))
            case "exit": exit = try #require(Int32(title[1]))
            case "out": out = body
            case "err": err = body
            default: throw CaseError.unknownSection(title[0])
            }
        }
    }

    enum CaseError: Error {
        case unknownSection(String)
        case openQuote(String)
    }

    /// Splits a command line at spaces; single quotes keep them.
    static func words(_ line: String) throws -> [String] {
        var words: [String] = []
        var word: String?
        var isQuoted = false
        for character in line.drop(while: { $0 == "$" || $0 == " " }) where character != "\n" {
            if character == "'" {
                isQuoted.toggle()
                word = word ?? ""
            } else if character == " ", !isQuoted {
                if let done = word { words.append(done) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        guard !isQuoted else { throw CaseError.openQuote(line) }
        return words + (word.map { [$0] } ?? [])
    }
}
