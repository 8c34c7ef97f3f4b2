import ChannelKit
import InboxDomain

/// Reads the settings of an inbox, or of a map within them, and collects what is wrong, each at its place.
///
/// Ask for every setting there is, then call `finish`: what was not asked for is reported as unknown.
struct SettingsReader {
    private let inbox: InboxDefinition
    private let settings: [String: SettingValue]
    /// Of the map within which is read, with its point: `imap.`; empty for the settings themselves.
    private let path: String
    private var known: Set<String> = []
    private(set) var diagnostics: [Diagnostic] = []

    init(_ inbox: InboxDefinition) {
        self.inbox = inbox
        settings = inbox.settings
        path = ""
    }

    private init(_ inbox: InboxDefinition, _ settings: [String: SettingValue], path: String) {
        self.inbox = inbox
        self.settings = settings
        self.path = path
    }

    /// Where a setting stands, or what it would stand in.
    func location(of name: String) -> SourceLocation {
        if let location = inbox.locations[path + name] { return location }
        return inbox.location(of: path.isEmpty ? "" : String(path.dropLast()))
    }

    mutating func report(_ problem: String, at location: SourceLocation? = nil) {
        diagnostics.append(Diagnostic(at: location ?? inbox.location(of: ""), problem))
    }

    /// As it was written, for settings of several forms.
    mutating func value(_ name: String) -> SettingValue? {
        known.insert(name)
        return settings[name]
    }

    /// Nil where it is not set. A number counts as text: ids are often written without quotation marks.
    mutating func text(_ name: String) -> String? {
        known.insert(name)
        switch settings[name] {
        case nil: return nil
        case .text(let text)? where !text.isEmpty: return text
        case .number(let number)?: return String(number)
        default: return wrong(name, "text")
        }
    }

    mutating func secret(_ name: String) -> Secret? {
        known.insert(name)
        switch settings[name] {
        case nil: return nil
        case .secret(let secret)?: return secret
        default: return wrong(name, "a secret: {file: …}, {credential: …} or {env: …}")
        }
    }

    mutating func flag(_ name: String) -> Bool? {
        known.insert(name)
        switch settings[name] {
        case nil: return nil
        case .flag(let flag)?: return flag
        default: return wrong(name, "true or false")
        }
    }

    mutating func number(_ name: String, in range: ClosedRange<Int64>) -> Int64? {
        known.insert(name)
        switch settings[name] {
        case nil: return nil
        case .number(let number)? where range.contains(number): return number
        default: return wrong(name, "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
    }

    /// Bytes, as a number or with a unit (`ByteSize`).
    mutating func size(_ name: String, in range: ClosedRange<Int>) -> Int? {
        known.insert(name)
        let size: Int?
        switch settings[name] {
        case nil: return nil
        case .number(let number)?: size = Int(exactly: number)
        case .text(let text)?: size = ByteSize.parse(text)
        default: size = nil
        }
        guard let size, range.contains(size) else {
            let (least, most) = (ByteSize.text(range.lowerBound), ByteSize.text(range.upperBound))
            return wrong(name, "a size from \(least) to \(most), such as 25MiB")
        }
        return size
    }

    /// The path of a file, absolute: a relative one counts from the folder of the configuration.
    mutating func file(_ name: String) -> String? {
        guard let path = text(name) else { return nil }
        return path.hasPrefix("/") || inbox.folder.isEmpty ? path : "\(inbox.folder)/\(path)"
    }

    /// A list of texts, or one alone, each with its place.
    mutating func texts(_ name: String) -> [(text: String, location: SourceLocation)] {
        known.insert(name)
        switch settings[name] {
        case nil: return []
        case .text(let text)? where !text.isEmpty: return [(text, location(of: name))]
        case .list(let values)?:
            let found = values.map { value -> String? in
                if case .text(let text) = value, !text.isEmpty { text } else { nil }
            }
            let texts = found.compactMap { $0 }
            guard texts.count == values.count else { break }
            return texts.map { ($0, location(of: name)) }
        default: break
        }
        return wrong(name, "text or a list of texts") ?? []
    }

    /// Reads a map within; nil where it is not set. What is wrong with it is reported here.
    mutating func map<Value>(_ name: String, _ read: (inout SettingsReader) -> Value?) -> Value? {
        known.insert(name)
        switch settings[name] {
        case nil: return nil
        case .map(let entries)?:
            var reader = SettingsReader(inbox, entries, path: "\(path)\(name).")
            let value = read(&reader)
            reader.reportUnknown()
            diagnostics += reader.diagnostics
            return value
        default: return wrong(name, "a map of settings")
        }
    }

    /// Throws everything that was reported, if anything was.
    mutating func finish() throws(ChannelConfigurationError) {
        reportUnknown()
        if !diagnostics.isEmpty { throw ChannelConfigurationError(diagnostics) }
    }

    private mutating func reportUnknown() {
        for name in settings.keys.sorted() where !known.contains(name) {
            var problem = "channel \(inbox.channel) has no setting “\(path)\(name)”"
            if let near = Spelling.nearest(to: name, among: known.sorted()) { problem += "; did you mean “\(near)”?" }
            report(problem, at: location(of: name))
        }
    }

    private mutating func wrong<Value>(_ name: String, _ allowed: String) -> Value? {
        report("\(path)\(name) takes \(allowed)", at: location(of: name))
        return nil
    }
}
