import Synchronization
import Transport

@testable import EmailChannel

/// A server that says what a script has: each line from us is answered by the first rule that fits.
final class ScriptedStream: ByteStream, StreamConnector {
    /// When a line of ours has `on` in it, or both are empty, `say` goes out, with `TAG` for the line's tag. A rule is used once.
    struct Rule: Sendable {
        var on: String
        var say: String

        init(_ on: String, _ say: String) {
            self.on = on
            self.say = say
        }
    }

    private struct State {
        var rules: [Rule]
        var unread = ""
        var lines: [String] = []
    }

    private let state: Mutex<State>

    init(_ greeting: String, _ rules: [Rule]) {
        state = Mutex(State(rules: rules, unread: greeting + "\r\n"))
    }

    /// What was sent, without tags and line ends.
    var lines: [String] { state.withLock { $0.lines } }

    func connect(to address: StreamAddress, within limit: Duration) async throws(StreamFailure) -> any ByteStream {
        self
    }

    /// Where nothing is left to say while IDLE lasts, its time passes at once; else the connection is at its end.
    func read(within limit: Duration) async throws(StreamFailure) -> [UInt8]? {
        let text = state.withLock { state in
            defer { state.unread = "" }
            return state.unread
        }
        if !text.isEmpty { return Array(text.utf8) }
        guard limit > IMAPConnection.patience else { return nil }
        throw .timedOut("nothing")
    }

    func write(_ bytes: [UInt8], within limit: Duration) async throws(StreamFailure) {
        state.withLock { state in
            // A command's parts end with a line end; an empty line answers a challenge.
            for line in String(decoding: bytes.dropLast(2), as: UTF8.self).split(
                separator: "\r\n", omittingEmptySubsequences: false)
            {
                let words = line.split(separator: " ", maxSplits: 1).map(String.init)
                let isTagged = words.count > 1 && words[0].hasPrefix("a")
                state.lines.append(isTagged ? words[1] : String(line))
                if let at = state.rules.firstIndex(where: { $0.on.isEmpty ? line.isEmpty : line.contains($0.on) }) {
                    let tag = isTagged ? words[0] : "TAG"
                    state.unread +=
                        state.rules.remove(at: at).say.replacing("TAG", with: tag)
                        .replacing("\n", with: "\r\n") + "\r\n"
                }
            }
        }
    }

    func close() {}
}
