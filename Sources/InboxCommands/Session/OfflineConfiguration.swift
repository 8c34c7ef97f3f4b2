import InboxConfig
import InboxDomain
import ManifestChannel

/// A configuration file read without a daemon.
enum OfflineConfiguration {
    static let defaultFile = "/etc/inboxd/inboxd.yaml"

    /// The same for commands that only ask about rules: secrets are not read, so that
    /// neither the environment nor the rights of the daemon are needed.
    static func loadRules(_ file: String, _ session: Session) throws(CommandError) -> Configuration {
        try load(file, session, needsSecrets: false)
    }

    /// Reads and checks the whole file, and prints its errors. Throws where there are any. Warnings are for
    /// `inboxd check`: here they would only be in the way.
    static func load(
        _ file: String, _ session: Session, needsSecrets: Bool = true
    ) throws(CommandError) -> Configuration {
        let (configuration, diagnostics) = ConfigurationLoader.load(
            path: file, environment: session.environment,
            credentialsDirectory: session.environment["CREDENTIALS_DIRECTORY"],
            needsSecrets: needsSecrets, predicates: JQPredicateCompiler())
        for finding in diagnostics where finding.severity == .error {
            session.remark(DisplayText.clean(finding.rendered))
        }
        guard let configuration else {
            throw CommandError(.failed, "\(file) has errors", hint: "correct the places named above")
        }
        return configuration
    }
}
