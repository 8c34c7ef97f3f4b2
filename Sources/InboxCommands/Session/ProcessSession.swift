import Foundation
import Glibc
import InboxDomain
package import Transport

extension Session {
    /// The session of a real process: its standard streams, environment and clock.
    package static func process(exchange: any HTTPExchange) -> Session {
        let environment = ProcessInfo.processInfo.environment
        return Session(
            exchange: exchange, environment: environment, terminal: .ofOutput(environment: environment),
            now: { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) },
            writeOutput: { text in
                // Whoever read it is gone, as with `| head`: to go on would be for nobody.
                if !write(text, to: STDOUT_FILENO) { exit(ExitStatus.failed.rawValue) }
            },
            writeError: { text in _ = write(text, to: STDERR_FILENO) },
            readInput: {
                let limit = 1 << 20
                guard let data = try? FileHandle.standardInput.read(upToCount: limit + 1) ?? Data(),
                    data.count <= limit
                else { return nil }
                return String(validating: data, as: UTF8.self)
            },
            readInputBytes: { limit in
                (try? FileHandle.standardInput.read(upToCount: limit)).map { $0.map(Array.init) ?? [] }
            },
            writeBytes: { bytes in if !write(bytes, to: STDOUT_FILENO) { exit(ExitStatus.failed.rawValue) } })
    }

    /// Writes all of it; false where the other end does not take it.
    static func write(_ text: String, to descriptor: Int32) -> Bool {
        write(Array(text.utf8), to: descriptor)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { return false }
            rest = rest.dropFirst(max(0, count))
        }
        return true
    }
}

extension TerminalTraits {
    /// Asks the system about standard output. `NO_COLOR` (https://no-color.org) and `TERM=dumb` switch colour off.
    static func ofOutput(environment: [String: String]) -> TerminalTraits {
        guard isatty(STDOUT_FILENO) == 1 else { return .plain }
        var size = winsize()
        let known = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        let isPlain = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        return TerminalTraits(width: known ? Int(size.ws_col) : 80, colour: !isPlain && environment["TERM"] != "dumb")
    }
}
