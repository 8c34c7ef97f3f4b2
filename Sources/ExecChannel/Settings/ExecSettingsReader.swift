import ChannelKit
import InboxDomain
import ManifestChannel

/// Reads the settings of an inbox of the channel `exec`, and collects what is wrong, each at its place.
struct ExecSettingsReader {
    private let inbox: InboxDefinition
    private var known: Set<String> = []
    private var diagnostics: [Diagnostic] = []

    init(_ inbox: InboxDefinition) {
        self.inbox = inbox
    }

    /// A full path, or a bare name that is looked for in `ExecCommand.path`.
    mutating func command() -> [String] {
        let name = "command"
        known.insert(name)
        guard case .list(let values)? = inbox.settings[name], !values.isEmpty else {
            report(
                inbox.settings[name] == nil
                    ? "command is missing: the adapter's program and its arguments, a list of texts"
                    : "command takes a list of texts: the adapter's program and its arguments", at: name)
            return []
        }
        var words: [String] = []
        for (index, value) in values.enumerated() {
            switch value {
            case .text(let text) where !text.utf8.contains(0): words.append(text)
            case .number(let number): words.append(String(number))
            case .flag(let flag): words.append(String(flag))
            case .secret:
                report("a secret must not stand in command, where every user sees it: put it under settings", at: name)
            default: report("command[\(index)] takes text", at: name)
            }
        }
        guard words.count == values.count else { return words }
        let program = words[0]
        if program.isEmpty || program.contains("/") && !program.hasPrefix("/") {
            report("the program of command takes a full path, or a name without a slash", at: name)
        }
        return words
    }

    /// The adapter's own settings as JSON, and every secret among them.
    mutating func adapterSettings(_ name: String) -> (json: Secret, secrets: [Secret]) {
        known.insert(name)
        switch inbox.settings[name] {
        case nil: return (Secret("{}"), [])
        case .map(let values)?:
            var secrets: [Secret] = []
            let json = Self.json(.map(values), &secrets)
            return (Secret(json.json), secrets)
        default:
            report("\(name) takes a map, which is handed to the adapter", at: name)
            return (Secret("{}"), [])
        }
    }

    private static func json(_ value: SettingValue, _ secrets: inout [Secret]) -> JSONValue {
        switch value {
        case .text(let text): return .string(text)
        case .number(let number): return .number(String(number))
        case .flag(let flag): return .bool(flag)
        case .list(let values):
            var list: [JSONValue] = []
            for value in values { list.append(json(value, &secrets)) }
            return .array(list)
        case .map(let values):
            var object = JSONObject()
            for (name, value) in values.sorted(by: { $0.key < $1.key }) { object[name] = json(value, &secrets) }
            return .object(object)
        case .secret(let secret):
            secrets.append(secret)
            return .string(secret.reveal())
        }
    }

    mutating func number(_ name: String, in range: ClosedRange<Int64>) -> Int64? {
        known.insert(name)
        switch inbox.settings[name] {
        case nil: return nil
        case .number(let number)? where range.contains(number): return number
        default:
            report("\(name) takes a whole number from \(range.lowerBound) to \(range.upperBound)", at: name)
            return nil
        }
    }

    /// Bytes, written with a unit (`256MiB`) or without.
    mutating func size(_ name: String, in range: ClosedRange<Int64>) -> Int64? {
        known.insert(name)
        let bytes: Int64?
        switch inbox.settings[name] {
        case nil: return nil
        case .number(let number)?: bytes = number
        case .text(let text)?: bytes = AdapterFolder.bytes(text)
        default: bytes = nil
        }
        if let bytes, range.contains(bytes) { return bytes }
        report("\(name) takes a size from \(range.lowerBound >> 20)MiB to \(range.upperBound >> 30)GiB", at: name)
        return nil
    }

    mutating func finish() throws(ChannelConfigurationError) {
        for name in inbox.settings.keys.sorted() where !known.contains(name) {
            var problem = "channel exec has no setting “\(name)”"
            if let near = Spelling.nearest(to: name, among: known.sorted()) {
                problem += "; did you mean “\(near)”?"
            } else {
                problem += "; what is the adapter's own goes under settings within settings"
            }
            report(problem, at: name)
        }
        if !diagnostics.isEmpty { throw ChannelConfigurationError(diagnostics) }
    }

    private mutating func report(_ problem: String, at name: String) {
        diagnostics.append(Diagnostic(at: inbox.location(of: name), problem))
    }
}
