import ChannelKit
import InboxDomain

/// The settings of one inbox, checked against the manifest, with the defaults filled in.
struct InboxSettings: Sendable {
    /// The texts of each setting: one, or those of a list. Absent where it is not set.
    private var values: [String: [String]] = [:]
    /// The settings as the jq programs see them, as JSON.
    private(set) var publicJSON: [UInt8] = []
    private(set) var completeJSON: [UInt8] = []
    /// What must not be shown.
    private(set) var secrets: [String] = []

    /// The texts of a setting; none where it is not set.
    func texts(_ name: String) -> [String] {
        values[name] ?? []
    }

    func texts(_ source: TextSource) -> [String] {
        switch source {
        case .literal(let text): [text]
        case .setting(let name): texts(name)
        }
    }

    /// Reads the inbox's settings; every problem is a diagnostic at its place.
    init(_ inbox: InboxDefinition, specs: [SettingSpec]) throws(ChannelConfigurationError) {
        var diagnostics: [Diagnostic] = []
        for name in inbox.settings.keys.sorted() where !specs.contains(where: { $0.name == name }) {
            var message = "channel \(inbox.channel) has no setting \"\(name)\""
            if let near = Spelling.nearest(to: name, among: specs.map(\.name)) {
                message += "; did you mean \"\(near)\"?"
            }
            diagnostics.append(Diagnostic(at: inbox.location(of: name), message))
        }
        var visible = JSONObject()
        var complete = JSONObject()
        for spec in specs {
            guard let value = inbox.settings[spec.name] ?? spec.defaultValue else {
                if spec.required {
                    diagnostics.append(
                        Diagnostic(
                            at: inbox.location(of: spec.name),
                            "inbox \(inbox.name) needs the setting \"\(spec.name)\": \(spec.description)"))
                }
                continue
            }
            guard let json = Self.json(of: value, as: spec.kind) else {
                diagnostics.append(
                    Diagnostic(
                        at: inbox.location(of: spec.name),
                        "\"\(spec.name)\" must be \(Self.expectation(of: spec.kind)), and not empty"))
                continue
            }
            let texts = Self.texts(of: json)
            values[spec.name] = texts
            complete[spec.name] = json
            if spec.kind.isSecret { secrets += texts } else { visible[spec.name] = json }
        }
        guard diagnostics.isEmpty else { throw ChannelConfigurationError(diagnostics) }
        publicJSON = JSONValue.object(visible).jsonBytes
        completeJSON = JSONValue.object(complete).jsonBytes
    }

    private static func expectation(of kind: SettingSpec.Kind) -> String {
        switch kind {
        case .text: "a text"
        case .number: "a whole number"
        case .flag: "true or false"
        case .secret: "a secret"
        case .list: "a list of texts"
        case .secrets: "a secret or a list of secrets"
        }
    }

    /// The value in the kind's own form; nil where it is of another kind, or empty.
    private static func json(of value: SettingValue, as kind: SettingSpec.Kind) -> JSONValue? {
        switch kind {
        case .number:
            guard case .number(let number) = value else { return nil }
            return .number(String(number))
        case .flag:
            guard case .flag(let flag) = value else { return nil }
            return .bool(flag)
        case .text, .secret: return text(of: value).map(JSONValue.string)
        case .list, .secrets:
            let elements: [SettingValue] = if case .list(let list) = value { list } else { [value] }
            let texts = elements.compactMap(text)
            return texts.count == elements.count && !texts.isEmpty ? .array(texts.map(JSONValue.string)) : nil
        }
    }

    /// A text or a secret; also a number, since ids are often written without quotation marks.
    private static func text(of value: SettingValue) -> String? {
        let text: String? =
            switch value {
            case .text(let text): text
            case .secret(let secret): secret.reveal()
            case .number(let number): String(number)
            case .flag, .list, .map: nil
            }
        return text?.isEmpty == true ? nil : text
    }

    private static func texts(of json: JSONValue) -> [String] {
        if case .array(let values) = json { return values.compactMap(\.scalarText) }
        return json.scalarText.map { [$0] } ?? []
    }

    /// The text without any secret in it.
    func redacted(_ text: String) -> String {
        var text = text
        for secret in secrets.sorted(by: { $0.count > $1.count }) {
            text = text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "[secret]")
        }
        return text
    }
}
