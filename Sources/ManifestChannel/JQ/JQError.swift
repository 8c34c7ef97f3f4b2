import Foundation

/// Why a jq program gave nothing.
enum JQError: Error, Sendable, Hashable {
    /// It is no program. The line counts from 1 in its own text.
    case compile(line: Int, String)
    case notJSON(String)
    /// It raised an error; the text may quote the input.
    case failed(String)
    case timeLimit
    case outputLimit
    /// The machine has no memory or no thread for it.
    case unavailable(String)
}

/// What libjq's compiler says, in a form to show.
enum JQCompilerMessages {
    /// The first message. They read `jq: error: WHAT at <top-level>, line N:`, with the line's text after that.
    static func error(from messages: String) -> JQError {
        let first = messages.split(separator: "\n").first.map(String.init) ?? messages
        var what = first
        var line = 1
        if let place = first.range(of: " at <top-level>, line ") {
            what = String(first[..<place.lowerBound])
            line = Int(first[place.upperBound...].prefix { $0.isNumber }) ?? 1
        }
        for noise in ["jq: error: ", " (Unix shell quoting issues?)"] {
            if let range = what.range(of: noise) { what.removeSubrange(range) }
        }
        return .compile(line: line, what)
    }
}
