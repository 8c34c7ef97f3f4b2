import ChannelKit

extension ManifestReader {
    /// `auth:`, which has exactly one way.
    func auth(_ value: YAMLValue) -> AuthSpec? {
        guard let keys = value.mapping() else { return nil }
        var ways: [AuthSpec?] = []
        if let keys = keys["client_credentials"]?.mapping() { ways.append(clientCredentials(keys)) }
        if let keys = keys["service_account"]?.mapping() { ways.append(serviceAccount(keys)) }
        if let keys = keys["jwt"]?.mapping() { ways.append(signedToken(keys)) }
        if let keys = keys["session"]?.mapping() { ways.append(session(keys)) }
        keys.finish()
        guard ways.count == 1 else {
            value.report("exactly one of client_credentials, service_account, jwt and session must stand here")
            return nil
        }
        return ways[0]
    }

    private func clientCredentials(_ keys: YAMLMapping) -> AuthSpec? {
        let url = keys.required("url").flatMap(settingsTemplate)
        let id = keys.required("client_id").flatMap(textSource)
        let secret = keys.required("client_secret").flatMap(secretSetting)
        let scope = keys["scope"].flatMap(textSource)
        keys.finish()
        guard let url, let id, let secret else { return nil }
        return .clientCredentials(.init(url: url, clientID: id, clientSecret: secret, scope: scope))
    }

    private func serviceAccount(_ keys: YAMLMapping) -> AuthSpec? {
        let key = keys.required("key").flatMap(secretSetting)
        let scope = keys.required("scope").flatMap(textSource)
        keys.finish()
        guard let key, let scope else { return nil }
        return .serviceAccount(.init(key: key, scope: scope))
    }

    private func signedToken(_ keys: YAMLMapping) -> AuthSpec? {
        let algorithm = keys.required("algorithm")?.word(of: TokenSigner.Algorithm.self)
        let key = keys.required("key").flatMap(secretSetting)
        let keyID = keys["key_id"].flatMap(textSource)
        let claims = keys["claims"].map(texts) ?? []
        let lifetime = keys["lifetime"].map { duration($0) } ?? 600
        keys.finish()
        guard let algorithm, let key, let lifetime else { return nil }
        return .signedToken(.init(algorithm: algorithm, key: key, keyID: keyID, claims: claims, lifetime: lifetime))
    }

    private func session(_ keys: YAMLMapping) -> AuthSpec? {
        let create = keys.required("create")?.mapping()
        let url = create?.required("url").flatMap(settingsTemplate)
        let json = create?.required("json").map(texts)
        create?.finish()
        let refresh = keys["refresh"]?.mapping()
        let refreshURL = refresh?.required("url").flatMap(settingsTemplate)
        refresh?.finish()
        let access = keys.required("access_token").flatMap(path)
        let next = keys["refresh_token"].flatMap(path)
        keys.finish()
        if (refresh == nil) != (next == nil), let one = keys["refresh"] ?? keys["refresh_token"] {
            one.report("refresh and refresh_token go together")
        }
        guard let url, let json, let access else { return nil }
        return .session(
            .init(createURL: url, createJSON: json, refreshURL: refreshURL, accessToken: access, refreshToken: next))
    }

    // MARK: Words

    /// A mapping of names to texts or settings.
    private func texts(_ value: YAMLValue) -> [(name: String, value: TextSource)] {
        value.mapping()?.all.compactMap { name, _, value in textSource(value).map { (name: name, value: $0) } } ?? []
    }

    /// `{setting: name}` of a secret.
    private func secretSetting(_ value: YAMLValue) -> String? {
        guard value.isMapping, case .setting(let name)? = textSource(value) else {
            if !value.isMapping { value.report("a secret does not stand here: name its setting, {setting: name}") }
            return nil
        }
        guard settings.contains(where: { $0.name == name && $0.kind.isSecret }) else {
            value.report("\"\(name)\" must be of the type secret")
            return nil
        }
        return name
    }

    /// A text with `${settings.NAME}` in it, and nothing else: there is no request yet.
    private func settingsTemplate(_ value: YAMLValue) -> Template? {
        guard let template = template(value) else { return nil }
        let isPlain = template.values.allSatisfy { if case .setting = $0 { true } else { false } }
        guard isPlain else {
            value.report("only ${settings.NAME} may stand here")
            return nil
        }
        return template
    }
}
