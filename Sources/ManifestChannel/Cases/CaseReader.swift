import ChannelKit
import Foundation
import InboxDomain

/// Reads the files under a channel's `cases/`.
struct CaseReader {
    let folder: String
    let problems: DiagnosticList

    private static let settingsFile = "settings.yaml"
    /// 2026-01-01T00:00:00Z
    private static let defaultTime = Instant(milliseconds: 1_767_225_600_000)

    /// The names of the cases, sorted.
    static func names(in folder: String) -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/cases")) ?? []
        return files.filter { $0.hasSuffix(".yaml") && $0 != settingsFile }.map { String($0.dropLast(5)) }.sorted()
    }

    /// Nil only together with a diagnostic.
    func read(_ name: String) -> ChannelCase? {
        let file = "\(folder)/cases/\(name).yaml"
        guard let keys = YAMLFile.read(file, problems)?.mapping() else { return nil }
        let description = keys["description"]?.text() ?? name
        let at = keys["at"].flatMap(instant) ?? Self.defaultTime
        var settings = sharedSettings()
        for (name, _, value) in keys["settings"]?.mapping()?.all ?? [] { settings[name] = Self.setting(value.json) }
        let request = keys["request"]?.mapping()
        let expect = keys["expect"]?.mapping()
        let send = keys["send"]?.mapping()
        let poll = keys["poll"]?.mapping()
        let attachment = keys["attachment"]?.mapping()
        keys.finish()
        var kind: ChannelCase.Kind?
        switch (request, send, poll, attachment) {
        case (let request?, nil, nil, nil):
            let webhook = webhook(request, expect, at: at)
            kind = .webhook(webhook)
        case (nil, let send?, nil, nil): kind = self.send(send).map(ChannelCase.Kind.send)
        case (nil, nil, let poll?, nil): kind = self.poll(poll, at: at).map(ChannelCase.Kind.poll)
        case (nil, nil, nil, let attachment?): kind = fetch(attachment, at: at).map(ChannelCase.Kind.attachment)
        default: keys.value.report("a case has exactly one of request, send, poll and attachment")
        }
        guard let kind, problems.diagnostics.isEmpty else { return nil }
        return ChannelCase(
            name: name, file: file, description: description, at: at, settings: settings.compactMapValues(\.self),
            kind: kind)
    }

    /// Those of a file, or those that the cases share.
    func settings(of file: String?) -> [String: SettingValue] {
        guard let file else { return sharedSettings().compactMapValues(\.self) }
        guard let keys = YAMLFile.read(file, problems)?.mapping() else { return [:] }
        return Dictionary(keys.all.map { ($0.key, Self.setting($0.value.json)) }) { $1 }.compactMapValues(\.self)
    }

    private func sharedSettings() -> [String: SettingValue?] {
        let file = "\(folder)/cases/\(Self.settingsFile)"
        guard FileManager.default.fileExists(atPath: file), let keys = YAMLFile.read(file, problems)?.mapping() else {
            return [:]
        }
        return Dictionary(keys.all.map { ($0.key, Self.setting($0.value.json)) }) { $1 }
    }

    /// A value of the configuration; nil takes a shared one away.
    private static func setting(_ json: JSONValue) -> SettingValue? {
        switch json {
        case .null, .object: nil
        case .bool(let flag): .flag(flag)
        case .number(let text): json.integer.map(SettingValue.number) ?? .text(text)
        case .string(let text): .text(text)
        case .array(let values): .list(values.compactMap(setting))
        }
    }

    /// A time as RFC 3339 in UTC.
    private func instant(_ value: YAMLValue) -> Instant? {
        guard let text = value.text() else { return nil }
        guard let date = try? Date(text, strategy: .iso8601) else {
            value.report("this must be a time such as 2026-03-02T09:00:00Z")
            return nil
        }
        return Instant(milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded()))
    }

    // MARK: Requests

    private func webhook(_ keys: YAMLMapping, _ expect: YAMLMapping?, at: Instant) -> ChannelCase.Webhook {
        let method = keys["method"]?.text()?.uppercased() ?? "POST"
        let path = keys["path"]?.text() ?? ""
        let query = keys["query"]?.text() ?? ""
        let headers = headers(keys["headers"])
        let body = body(keys, orJSON: "json", orText: "body")
        let times = keys["times"]?.integer(in: 1...1000) ?? 1
        var signed: Bool?
        var claims = JSONObject()
        var age = 0
        if let sign = keys["sign"], sign.isMapping, let keys = sign.mapping() {
            signed = true
            if case .object(let object)? = keys["claims"]?.json { claims = object }
            age = keys["age"]?.integer(in: -1_000_000...1_000_000) ?? 0
            keys.finish()
        } else {
            signed = keys["sign"]?.flag()
        }
        keys.finish()
        let request = WebhookRequest(
            method: method, subpath: path, query: query,
            headers: headers.map { WebhookRequest.Header(name: $0.name, value: $0.value) }, body: body)
        return ChannelCase.Webhook(
            request: request, signed: signed, claims: claims, age: Int64(age), times: times,
            expectation: expectation(expect, at: at))
    }

    private func headers(_ value: YAMLValue?) -> [(name: String, value: String)] {
        value?.mapping()?.all.map { (name: $0.key.lowercased(), value: $0.value.scalar ?? "") } ?? []
    }

    private func body(_ keys: YAMLMapping, orJSON json: String, orText text: String) -> [UInt8] {
        let value = keys[json]
        let raw = keys[text]
        if let value { return value.json.jsonBytes }
        return raw.flatMap { $0.text() }.map { Array($0.utf8) } ?? []
    }

    private func expectation(_ keys: YAMLMapping?, at: Instant) -> ChannelCase.Expectation {
        let outcome = keys?["outcome"]?.word(of: ChannelCase.Expectation.Outcome.self) ?? .accepted
        let reason = keys?["reason"]?.word(of: RejectionReason.self)
        let answer = keys?["answer"]?.mapping()
        let status = answer?["status"]?.integer(in: 200...599)
        let contentType = answer?["content_type"]?.text()
        let body = answer?["body"]?.scalar
        let headers = headers(answer?["headers"])
        answer?.finish()
        let error = keys?["error"]?.word(of: NormalizationError.Code.self)
        let events = keys?["events"]?.list()
        keys?.finish()
        return ChannelCase.Expectation(
            outcome: outcome, reason: reason, status: status, contentType: contentType, body: body,
            headers: headers,
            events: events.map { $0.compactMap { event($0, at: at) } }, error: error)
    }

    func event(_ value: YAMLValue, at: Instant) -> NormalizedEvent? {
        do throws(NormalizationError) {
            return try NormalizedEvent(json: value.json, receivedAt: at)
        } catch {
            value.report("this is no event: \(error.detail)")
            return nil
        }
    }
}
