import ChannelKit
import InboxDomain

/// Reads one `channel.yaml`; the parts stand in extensions. Every problem is reported, and reading goes on after it.
struct ManifestReader {
    let folder: String
    let problems: DiagnosticList
    var settings: [SettingSpec] = []

    /// Nil only together with a diagnostic.
    mutating func manifest(_ root: YAMLValue) -> Manifest? {
        guard let keys = root.mapping() else { return nil }
        let name = keys.required("name")
        let folderName = String(folder.split(separator: "/").last ?? "")
        if let name, name.scalar != folderName { name.report("the name must be the folder's: \(folderName)") }
        let title = keys["title"]?.text()
        settings = keys["settings"]?.mapping().map(settingSpecs) ?? []
        let auth = keys["auth"].flatMap(auth)
        let poll = keys["poll"]?.mapping().flatMap(poll)
        let hasPoll = keys.keys.contains("poll")
        let webhook = (hasPoll ? keys["webhook"] : keys.required("webhook"))?.mapping().flatMap(webhook)
        let normalize = keys.required("normalize")?.mapping().flatMap(normalize)
        var sendSpec: SendSpec?
        if let send = keys["send"]?.mapping() { sendSpec = self.send(send) }
        let attachments = keys["attachments"]?.mapping().flatMap(attachments)
        keys.finish()
        guard let name = name?.scalar, let webhook = webhook ?? (hasPoll ? .closed : nil), let normalize,
            problems.diagnostics.isEmpty
        else { return nil }
        return Manifest(
            name: name, title: title ?? name, folder: folder, settings: settings, webhook: webhook, poll: poll,
            auth: auth, normalize: normalize, send: sendSpec, attachments: attachments)
    }

    // MARK: Settings

    func settingSpecs(_ keys: YAMLMapping) -> [SettingSpec] {
        keys.all.compactMap { name, place, value in
            let isName = name.utf8.allSatisfy { $0 == UInt8(ascii: "_") || 0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 }
            if name.isEmpty || !isName { place.report("a setting's name is of small letters, digits and _") }
            return value.mapping().flatMap { setting(name, $0) }
        }
    }

    private func setting(_ name: String, _ keys: YAMLMapping) -> SettingSpec? {
        let kind = keys.required("type")?.word(of: SettingSpec.Kind.self)
        let required = keys["required"]?.flag() ?? false
        let description = keys["description"]?.text() ?? name
        let fallback = keys["default"]
        keys.finish()
        guard let kind else { return nil }
        var defaultValue: SettingValue?
        if let fallback {
            defaultValue = Self.settingValue(fallback.json, kind)
            if defaultValue == nil { fallback.report("the default is not of the type \(kind.rawValue)") }
            if kind.isSecret { fallback.report("a secret has no default") }
        }
        return SettingSpec(
            name: name, kind: kind, required: required, description: description, defaultValue: defaultValue)
    }

    private static func settingValue(_ json: JSONValue, _ kind: SettingSpec.Kind) -> SettingValue? {
        switch (kind, json) {
        case (.number, .number): json.integer.map(SettingValue.number)
        case (.flag, .bool(let flag)): .flag(flag)
        case (.text, _), (.secret, _), (.secrets, _): json.scalarText.map(SettingValue.text)
        case (.list, .array(let values)): .list(values.compactMap { $0.scalarText.map(SettingValue.text) })
        default: nil
        }
    }

    /// The name of a setting that the manifest has.
    func settingName(_ value: YAMLValue) -> String? {
        guard let name = value.text() else { return nil }
        guard settings.contains(where: { $0.name == name }) else {
            var message = "there is no setting \"\(name)\""
            if let near = Spelling.nearest(to: name, among: settings.map(\.name)) {
                message += "; did you mean \"\(near)\"?"
            }
            value.report(message)
            return nil
        }
        return name
    }

    /// A text, or `{setting: name}`.
    func textSource(_ value: YAMLValue) -> TextSource? {
        guard value.isMapping else { return value.text().map(TextSource.literal) }
        guard let keys = value.mapping() else { return nil }
        let name = keys.required("setting").flatMap(settingName)
        keys.finish()
        return name.map(TextSource.setting)
    }

    // MARK: Words used in several places

    func path(_ value: YAMLValue) -> JSONPath? {
        guard let text = value.text() else { return nil }
        guard let path = JSONPath(text) else {
            value.report("\"\(text)\" is no path: write .name, .\"odd name\", .list[0] or .list[].name")
            return nil
        }
        return path
    }

    func bodyField(_ value: YAMLValue) -> BodyField? {
        guard let text = value.text() else { return nil }
        guard let field = BodyField(text) else {
            value.report("\"\(text)\" is no path: write .name, .\"odd name\", .list[0] or .list[].name")
            return nil
        }
        return field
    }

    /// A status code, for an answer of ours.
    func status(_ value: YAMLValue?, default fallback: Int) -> Int {
        value?.integer(in: 200...599) ?? fallback
    }

    /// `header:`, `bearer:`, `query:`, `field:`, `param:` or `path:` of a mapping that has exactly one of `allowed`.
    func place(_ keys: YAMLMapping, allowed: [String]) -> RequestPlace? {
        var places: [RequestPlace] = []
        for key in allowed {
            guard let value = keys[key] else { continue }
            switch key {
            case "header": value.text().map { places.append(.header($0.lowercased())) }
            case "query": value.text().map { places.append(.query($0)) }
            case "field": bodyField(value).map { places.append(.field($0)) }
            case "param": value.text().map { places.append(.parameter($0)) }
            case "bearer": if value.flag() == true { places.append(.bearer) }
            default:
                if case .number = value.json {
                    value.integer(in: 1...32).map { places.append(.pathSegment($0)) }
                } else if value.flag() == true {
                    places.append(.path)
                }
            }
        }
        guard places.count == 1 else {
            keys.value.report("exactly one of \(allowed.joined(separator: ", ")) must stand here")
            return nil
        }
        return places[0]
    }

    func template(_ value: YAMLValue) -> Template? {
        guard let text = value.scalar else {
            value.report("this must be a text")
            return nil
        }
        do throws(TemplateError) {
            let template = try Template(parsing: text)
            for inserted in template.values { check(inserted, at: value) }
            return template
        } catch {
            value.report(error.message)
            return nil
        }
    }

    /// A template may use only settings that there are, and may show no secret.
    private func check(_ inserted: Template.Value, at value: YAMLValue) {
        switch inserted {
        case .setting(let name):
            guard let spec = settings.first(where: { $0.name == name }) else {
                value.report("there is no setting \"\(name)\"")
                return
            }
            if spec.kind.isSecret { value.report("\"\(name)\" is a secret: an answer must not show it") }
        case .hmac(_, _, let setting, _) where !settings.contains { $0.name == setting }:
            value.report("there is no setting \"\(setting)\"")
        case .query, .json, .header, .field, .path, .hmac: break
        }
    }
}
