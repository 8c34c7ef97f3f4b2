import InboxConfig
import InboxDomain

/// A configuration file read without a daemon.
enum OfflineConfiguration {
    /// Reads and checks the whole file, and prints what is wrong with it. Throws where that is an error.
    static func load(_ file: String, _ session: Session) throws(CommandError) -> Configuration {
        let (configuration, diagnostics) = ConfigurationLoader.load(
            path: file, environment: session.environment,
            credentialsDirectory: session.environment["CREDENTIALS_DIRECTORY"])
        for finding in diagnostics { session.remark(DisplayText.clean(finding.rendered)) }
        guard let configuration else {
            throw CommandError(.failed, "\(file) has errors", hint: "correct the places named above")
        }
        return configuration
    }
}
