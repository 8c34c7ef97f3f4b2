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
            writeOutput: { FileHandle.standardOutput.write(Data($0.utf8)) },
            writeError: { FileHandle.standardError.write(Data($0.utf8)) },
            readInput: {
                let limit = 1 << 20
                guard let data = try? FileHandle.standardInput.read(upToCount: limit + 1) ?? Data(),
                    data.count <= limit
                else { return nil }
                return String(validating: data, as: UTF8.self)
            })
    }
}

extension TerminalTraits {
    /// Asks the system about standard output. `NO_COLOR` (https://no-color.org) and `TERM=dumb` switch colour off.
    static func ofOutput(environment: [String: String]) -> TerminalTraits {
        guard isatty(STDOUT_FILENO) == 1 else { return .plain }
        var size = winsize()
        let known = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        let plain = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        return TerminalTraits(width: known ? Int(size.ws_col) : 80, colour: !plain && environment["TERM"] != "dumb")
    }
}
