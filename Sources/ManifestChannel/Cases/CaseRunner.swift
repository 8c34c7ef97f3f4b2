package import ChannelKit
package import InboxDomain

/// Replays a channel's cases: what `inboxctl channel test` and the tests do.
package enum CaseRunner {
    /// Runs the cases of a folder, or the one of that name, in the order of their names. Throws where the channel itself
    /// cannot be loaded; a case that cannot be read is one that failed. A folder without cases fails too.
    package static func run(
        folder: String, case name: String? = nil
    ) async throws(ChannelConfigurationError) -> [CaseResult] {
        let manifest = try ManifestLoader.load(folder: folder)
        let known = CaseReader.names(in: folder)
        if let name, !known.contains(name) {
            var problem = "there is no case \"\(name)\""
            if let near = Spelling.nearest(to: name, among: known) { problem += "; did you mean \"\(near)\"?" }
            return [CaseResult(name: name, description: "", problems: [problem])]
        }
        guard !known.isEmpty else {
            return [CaseResult(name: "cases", description: "", problems: ["\(folder)/cases has no case"])]
        }
        var results: [CaseResult] = []
        for name in name.map({ [$0] }) ?? known { results.append(await run(name, of: manifest)) }
        return results
    }

    /// The request of a webhook case as the provider would send it now: signed with the secrets of `settings`, with a
    /// fresh timestamp. Nil where the case is no webhook case, or has a signature of its own or none on purpose.
    package static func request(
        folder: String, case name: String, settings: [String: SettingValue], publicURL: String, now: Instant
    ) throws(ChannelConfigurationError) -> WebhookRequest? {
        let manifest = try ManifestLoader.load(folder: folder)
        let problems = DiagnosticList()
        guard let found = CaseReader(folder: folder, problems: problems).read(name) else {
            throw ChannelConfigurationError(problems.diagnostics)
        }
        guard case .webhook(let webhook) = found.kind, webhook.signed ?? true else { return nil }
        let inbox = InboxDefinition(name: manifest.name, channel: manifest.name, settings: settings)
        let adapter = try adapter(manifest, inbox, CaseExchange(.noConnection))
        if webhook.signed == nil, adapter.verifier.isShown(in: webhook.request) { return nil }
        guard adapter.verifier.canSign else { return nil }
        var request = webhook.request
        request.publicURL = publicURL + request.subpath + (request.query.isEmpty ? "" : "?\(request.query)")
        return adapter.verifier.sign(request, now: now, renewing: true)
    }

    /// The names of a folder's cases, sorted.
    package static func cases(in folder: String) -> [String] {
        CaseReader.names(in: folder)
    }

    static func adapter(
        _ manifest: Manifest, _ inbox: InboxDefinition, _ exchange: CaseExchange
    ) throws(ChannelConfigurationError) -> ManifestAdapter {
        try ManifestChannelFactory(manifest: manifest, exchange: exchange, tokens: .forCases)
            .manifestAdapter(for: inbox)
    }

    private static func run(_ name: String, of manifest: Manifest) async -> CaseResult {
        let problems = DiagnosticList()
        guard let found = CaseReader(folder: manifest.folder, problems: problems).read(name) else {
            return CaseResult(name: name, description: "", problems: problems.diagnostics.map(\.rendered))
        }
        let inbox = InboxDefinition(
            name: manifest.name, channel: manifest.name, settings: found.settings,
            locations: ["": SourceLocation(file: found.file)])
        do throws(ChannelConfigurationError) {
            let failures =
                switch found.kind {
                case .webhook(let webhook): try await run(webhook, at: found.at, manifest, inbox)
                case .send(let send): try await run(send, at: found.at, manifest, inbox)
                case .poll(let poll): try await run(poll, at: found.at, manifest, inbox)
                case .attachment(let fetch): try await run(fetch, at: found.at, manifest, inbox)
                }
            return CaseResult(name: name, description: found.description, problems: failures)
        } catch {
            return CaseResult(
                name: name, description: found.description, problems: error.diagnostics.map(\.rendered))
        }
    }
}
