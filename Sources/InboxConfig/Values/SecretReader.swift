internal import InboxDomain

/// Reads secrets from where the configuration says they are: `{file: …}`, `{credential: …}`, `{env: …}`.
struct SecretReader {
    static let largest = 64 << 10
    private static let sources: Set<String> = ["file", "credential", "env"]

    let environment: [String: String]
    /// `$CREDENTIALS_DIRECTORY`, where systemd puts what `LoadCredential=` names.
    let credentialsDirectory: String?
    let paths: PathResolver
    let problems: Problems
    /// Where false, secrets are not read: all are empty.
    var isNeeded = true

    /// Whether `node` is written as a secret: a map with nothing but sources.
    func isReference(_ node: ConfigNode) -> Bool {
        guard case .map(let entries) = node.content, !entries.isEmpty else { return false }
        return entries.allSatisfy { Self.sources.contains($0.key) }
    }

    /// The secret; nil where it cannot be had, which is then among the problems.
    func read(_ node: ConfigNode, _ what: String) -> Secret? {
        guard case .map(let entries) = node.content, entries.count == 1, let entry = entries.first,
            case .scalar(let name, _) = entry.value.content, !name.isEmpty
        else {
            problems.error(node.location, "\(what) takes exactly one of {file: …}, {credential: …} and {env: …}")
            return nil
        }
        guard isNeeded else { return Secret("") }
        switch entry.key {
        case "env": return fromEnvironment(name, node, what)
        case "credential": return fromCredential(name, node, what)
        default: return fromFile(paths.resolve(name), node, what, warnsOfReaders: true)
        }
    }

    private func fromEnvironment(_ name: String, _ node: ConfigNode, _ what: String) -> Secret? {
        guard let value = environment[name], !value.isEmpty else {
            problems.error(node.location, "\(what): the environment variable \(name) is not set")
            return nil
        }
        return Secret(value)
    }

    private func fromCredential(_ name: String, _ node: ConfigNode, _ what: String) -> Secret? {
        guard !name.contains("/"), name != ".", name != ".." else {
            problems.error(node.location, "\(what): a credential has a name, not a path")
            return nil
        }
        guard let credentialsDirectory else {
            problems.error(
                node.location,
                "\(what): there are no credentials: $CREDENTIALS_DIRECTORY is not set; "
                    + "systemd sets it for units with LoadCredential=\(name):PATH")
            return nil
        }
        return fromFile(credentialsDirectory + "/" + name, node, what, warnsOfReaders: false)
    }

    private func fromFile(_ path: String, _ node: ConfigNode, _ what: String, warnsOfReaders: Bool) -> Secret? {
        switch BoundedFile.readWithMode(path, limit: Self.largest) {
        case .failure(let problem):
            problems.error(node.location, "\(what): the secret in \(path) cannot be read: \(problem.message)")
            return nil
        case .success(let (bytes, mode)):
            if warnsOfReaders, mode & 0o004 != 0 {
                problems.warning(
                    node.location, "\(what): every user of this machine can read \(path); chmod o-r it")
            }
            var bytes = bytes[...]
            if bytes.last == UInt8(ascii: "\n") { bytes = bytes.dropLast() }
            guard !bytes.isEmpty, let text = String(validating: bytes, as: UTF8.self) else {
                let state = bytes.isEmpty ? "is empty" : "is not UTF-8 text"
                problems.error(node.location, "\(what): the secret in \(path) \(state)")
                return nil
            }
            return Secret(text)
        }
    }
}
