package import ChannelKit
import Foundation
package import InboxDomain

/// What is allowed in a channel's folder, and mostly a mistake: what `inboxctl channel lint` says.
package enum ManifestLint {
    /// Throws with everything that is wrong with the folder; what is returned is only doubtful.
    package static func findings(in folder: String) throws(ChannelConfigurationError) -> [Diagnostic] {
        let manifest = try ManifestLoader.load(folder: folder)
        var findings: [String] = []
        if !FileManager.default.fileExists(atPath: "\(folder)/README.md") {
            findings.append("there is no README.md for the person who registers the channel at the vendor")
        }
        findings += verification(manifest.webhook.verify, hasReplay: manifest.webhook.replay != nil)
        findings += handshakes(manifest.webhook)
        findings += unusedSettings(manifest)
        findings += idempotency(manifest)
        findings += lostErrors(manifest)
        findings += try cases(manifest)
        let place = SourceLocation(file: "\(folder)/\(ManifestLoader.fileName)")
        return findings.map { Diagnostic(.warning, at: place, $0) }
    }

    // MARK: webhook

    private static func verification(_ spec: VerifySpec, hasReplay: Bool) -> [String] {
        switch spec {
        case .none: return ["verify is none: whoever knows the URL may post"]
        case .all(let specs), .any(let specs): return specs.flatMap { verification($0, hasReplay: hasReplay) }
        case .hmac(let spec): return signature(spec.message, spec.timestamp, spec.signature, hasReplay)
        case .publicKey(let spec): return signature(spec.message, spec.timestamp, spec.signature, hasReplay)
        case .token, .basic, .jwt, .bodyDigest: return []
        }
    }

    private static func signature(
        _ message: [MessagePart], _ timestamp: TimestampRule?, _ signature: SignaturePlace, _ hasReplay: Bool
    ) -> [String] {
        var findings: [String] = []
        if let timestamp, !covers(message, timestamp) {
            findings.append("the timestamp is no part of the signed message: anybody can renew it")
        }
        let coversBody = message.contains { part in
            switch part {
            case .rawBody, .bodyDigest, .sortedParameters, .fieldLines: true
            default: false
            }
        }
        if !coversBody, !hasReplay {
            findings.append("the signature does not cover the body, and there is no \"replay\"")
        }
        return findings
    }

    private static func covers(_ message: [MessagePart], _ timestamp: TimestampRule) -> Bool {
        message.contains { part in
            switch (part, timestamp.source) {
            case (.timestamp, _), (.sortedParameters, .place): true
            case (.header(let name), .place(.header(let other))): name == other
            case (.query(let name), .place(.query(let other))): name == other
            case (.field(let field), .place(.field(let other))): field == other
            case (.parameter(let name), .place(.parameter(let other))): name == other
            case (.rawBody, .place(.field)), (.fieldLines, .place(.field)): true
            default: false
            }
        }
    }

    private static func handshakes(_ webhook: WebhookSpec) -> [String] {
        let harmless: Set<String> = ["HEAD", "OPTIONS", "GET"]
        return webhook.handshakes.enumerated().compactMap { i, handshake in
            guard handshake.verification == .notSent, handshake.check == nil,
                handshake.condition.methods.isEmpty || !harmless.isSuperset(of: handshake.condition.methods)
            else { return nil }
            return "handshake \(i + 1) answers whoever asks, also by POST: a message of that shape is never stored"
        }
    }

    // MARK: programs

    private static func lostErrors(_ manifest: Manifest) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: manifest.folder)) ?? []
        return names.filter { $0.hasSuffix(".jq") }.sorted().flatMap { name in
            let text = (try? String(contentsOfFile: "\(manifest.folder)/\(name)", encoding: .utf8)) ?? ""
            return JQTryScan(text).lines.map { line in
                "\(name):\(line): in jq 1.6 `f?` and `try f` hide the errors of what comes behind them too: put them "
                    + "into a list of their own, [f?]"
            }
        }
    }

    // MARK: send

    /// A key holds for a time where one is sent.
    private static func idempotency(_ manifest: Manifest) -> [String] {
        guard case .within = manifest.send?.idempotency, !programs(manifest).contains("idempotency_") else { return [] }
        return [
            "idempotent has a time, and no program sends a key: idempotency_key and idempotency_uuid are used nowhere"
        ]
    }

    /// What stands in the programs, all together.
    private static func programs(_ manifest: Manifest) -> String {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: manifest.folder)) ?? []
        return names.filter { $0.hasSuffix(".jq") }
            .compactMap { try? String(contentsOfFile: "\(manifest.folder)/\($0)", encoding: .utf8) }
            .joined(separator: "\n")
    }

    // MARK: settings, cases

    private static func unusedSettings(_ manifest: Manifest) -> [String] {
        let file = "\(manifest.folder)/\(ManifestLoader.fileName)"
        let text = programs(manifest) + "\n" + ((try? String(contentsOfFile: file, encoding: .utf8)) ?? "")
        return manifest.settings.map(\.name).filter { name in
            // Once where it is declared, and at least once more.
            text.ranges(of: name).count < 2
        }.map { "setting \"\($0)\" is used nowhere" }
    }

    private static func cases(_ manifest: Manifest) throws(ChannelConfigurationError) -> [String] {
        let names = CaseReader.names(in: manifest.folder)
        if names.isEmpty { return ["there are no cases"] }
        let problems = DiagnosticList()
        let found = names.compactMap { CaseReader(folder: manifest.folder, problems: problems).read($0) }
        guard problems.diagnostics.isEmpty else { throw ChannelConfigurationError(problems.diagnostics) }
        var findings: [String] = []
        let outcomes = found.compactMap { one -> (ChannelCase.Expectation.Outcome, RejectionReason?)? in
            if case .webhook(let webhook) = one.kind {
                (webhook.expectation.outcome, webhook.expectation.reason)
            } else {
                nil
            }
        }
        if case .none = manifest.webhook.verify {
        } else if !manifest.webhook.methods.isEmpty, !outcomes.contains(where: { $0.0 == .rejected }) {
            findings.append("no case is refused: have one with a wrong signature")
        }
        if !manifest.webhook.guards.isEmpty, !outcomes.contains(where: { $0.1 == .guardFailed }) {
            findings.append("no case fails the guard")
        }
        if !manifest.webhook.handshakes.isEmpty, !outcomes.contains(where: { $0.0 == .responded }) {
            findings.append("no case is a handshake")
        }
        return findings
    }
}
