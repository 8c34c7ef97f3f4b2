package import InboxDomain

/// What became of a reload.
package struct ReloadResult: Sendable, Hashable, Codable {
    /// Whether the new configuration is in force; where not, nothing changed.
    package var applied: Bool
    package var diagnostics: [DiagnosticView]

    package init(applied: Bool, diagnostics: [DiagnosticView]) {
        self.applied = applied
        self.diagnostics = diagnostics
    }
}

package struct DiagnosticView: Sendable, Hashable, Codable {
    /// `error` or `warning`.
    package var severity: String
    package var file: String
    /// From 1; 0 for the file as a whole.
    package var line: Int
    package var column: Int
    package var message: String

    package init(_ diagnostic: Diagnostic) {
        severity = diagnostic.severity.rawValue
        file = diagnostic.location.file
        line = diagnostic.location.line
        column = diagnostic.location.column
        message = diagnostic.message
    }
}

/// The configuration in force, as YAML; secrets are left out.
package struct ConfigurationText: Sendable, Hashable, Codable {
    package var text: String

    package init(text: String) {
        self.text = text
    }
}
