/// One finding about a file that an operator wrote: a configuration, a channel manifest, a case.
package struct Diagnostic: Sendable, Hashable {
    package enum Severity: String, Sendable {
        case error
        case warning
    }

    package var severity: Severity
    package var location: SourceLocation
    /// What is wrong and, where it can be known, what to write instead.
    package var message: String

    package init(_ severity: Severity = .error, at location: SourceLocation, _ message: String) {
        self.severity = severity
        self.location = location
        self.message = message
    }

    /// `file:line:column: error: message`, the form that editors and CI systems link.
    package var rendered: String { "\(location): \(severity.rawValue): \(message)" }
}

/// A place in a file; lines and columns count from 1. Line 0 means the file as a whole.
package struct SourceLocation: Sendable, Hashable, CustomStringConvertible {
    package var file: String
    package var line: Int
    package var column: Int

    package init(file: String, line: Int = 0, column: Int = 0) {
        self.file = file
        self.line = line
        self.column = column
    }

    package var description: String { line == 0 ? file : "\(file):\(line):\(column)" }
}
