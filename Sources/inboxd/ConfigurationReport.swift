import ArgumentParser
import Foundation
import InboxDomain

/// All findings about a configuration, for people and for editors: one a line, as `file:line:column: error: …`.
struct ConfigurationReport {
    private let diagnostics: [Diagnostic]

    init(_ diagnostics: [Diagnostic]) {
        self.diagnostics = diagnostics
    }

    var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    /// Writes them to standard error, and gives the exit status: EX_CONFIG of sysexits.h where there are errors.
    func printed() -> ExitCode {
        for diagnostic in diagnostics {
            FileHandle.standardError.write(Data("\(diagnostic.rendered)\n".utf8))
        }
        return hasErrors ? ExitCode(78) : .success
    }
}
