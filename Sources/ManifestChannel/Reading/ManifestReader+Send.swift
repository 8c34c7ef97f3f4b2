import ChannelKit
import Foundation
import InboxDomain

extension ManifestReader {
    static let sendLimits = JQProgram.Limits(milliseconds: 100, outputs: 8, bytes: 4 << 20)
    /// The messages that one long text becomes, where the manifest does not say.
    private static let defaultParts = 10

    func send(_ keys: YAMLMapping) -> SendSpec? {
        let place = keys.required("program")
        let program = place.flatMap { programFile($0, limits: Self.sendLimits) }
        let success = keys["success"]
        let id = keys["id"]
        let (rules, expressions) = rules(keys["errors"])
        let classifier = classifier(
            success: success, id: id, rules: rules, expressions: expressions, at: keys.value)
        let idempotency = keys["idempotent"].map(idempotency) ?? .none
        let limit = keys["limit"]?.mapping().flatMap { textLimit($0, hasParts: true) }
        let attachments = keys["attachments"]?.mapping().flatMap(attachmentLimits)
        let window = keys["window"].flatMap(duration)
        keys.finish()
        guard let program, let classifier else { return nil }
        return SendSpec(
            program: program, classifier: classifier, idempotency: idempotency, limit: limit, attachments: attachments,
            quotes: mentionsReply(place?.scalar ?? ""), window: window)
    }

    /// `true`, `false`, or `{for: 24h}`.
    private func idempotency(_ value: YAMLValue) -> SendIdempotency {
        guard value.isMapping, let keys = value.mapping() else {
            guard case .bool(let isAlways) = value.json else {
                value.report("this must be true, false, or {for: TIME}, where the vendor forgets the key")
                return .none
            }
            return isAlways ? .always : .none
        }
        let seconds = keys.required("for").flatMap(duration)
        keys.finish()
        return seconds.map { .within(seconds: $0) } ?? .none
    }

    private func mentionsReply(_ name: String) -> Bool {
        let text = FileManager.default.contents(atPath: "\(folder)/\(name)").map { String(decoding: $0, as: UTF8.self) }
        return text.map { $0.contains("reply_to") || $0.contains("reply_quote") } ?? false
    }

    private func textLimit(_ keys: YAMLMapping, hasParts: Bool) -> ChannelCapabilities.TextLimit? {
        let unit = keys["unit"]?.word(of: ChannelCapabilities.TextLimit.Unit.self) ?? .chars
        let count = keys.required("count")?.integer(in: 1...1 << 20)
        var parts = 1
        if hasParts { parts = keys["parts"]?.integer(in: 1...100) ?? Self.defaultParts }
        keys.finish()
        return count.map { ChannelCapabilities.TextLimit(unit: unit, count: $0, parts: parts) }
    }

    private func attachmentLimits(_ keys: YAMLMapping) -> AttachmentLimits? {
        let count = keys["count"]?.integer(in: 1...100) ?? 1
        let size = keys.required("size").flatMap(byteSize)
        var rules: [AttachmentLimits.Rule] = []
        for (type, place, value) in keys["sizes"]?.mapping()?.all ?? [] {
            guard isTypePattern(type, place), let size = byteSize(value) else { continue }
            rules.append(AttachmentLimits.Rule(type: type, size: size))
        }
        let types = keys["types"].map(typePatterns) ?? ["*/*"]
        var captionTypes: [String]?
        let caption = keys["caption"]?.mapping().flatMap { keys in
            captionTypes = keys["types"].map(typePatterns)
            return textLimit(keys, hasParts: false)
        }
        let byLink = keys["link"]?.flag() ?? false
        keys.finish()
        guard let size else { return nil }
        return AttachmentLimits(
            count: count, rules: rules + types.map { AttachmentLimits.Rule(type: $0, size: size) }, caption: caption,
            captionTypes: captionTypes, byLink: byLink)
    }

    private func typePatterns(_ value: YAMLValue) -> [String] {
        value.list().compactMap { element in
            element.text().flatMap { isTypePattern($0, element) ? $0 : nil }
        }
    }

    private func isTypePattern(_ text: String, _ place: YAMLValue) -> Bool {
        let isPattern = text == "*/*" || text.hasSuffix("/*") && MediaType(String(text.dropLast()) + "x") != nil
        if isPattern || MediaType(text)?.description == text { return true }
        place.report("this must be a type such as image/png, image/* or */*, in small letters")
        return false
    }

    /// Bytes of `512KiB`, `10MiB`, `16MB` or `1GiB`.
    private func byteSize(_ value: YAMLValue) -> Int? {
        let units: Set<String> = ["KiB", "MiB", "GiB", "KB", "MB", "GB"]
        guard let text = value.text() else { return nil }
        guard let size = ByteSize.parse(text, units: units, numbers: 1...100_000) else {
            value.report("this must be a size such as 512KiB, 10MiB or 16MB")
            return nil
        }
        return size
    }

    private func classifier(
        success: YAMLValue?, id: YAMLValue?, rules: [ResponseClassifier.Rule], expressions: [YAMLValue],
        at place: YAMLValue
    ) -> ResponseClassifier? {
        do throws(JQError) {
            return try ResponseClassifier(
                success: success?.text() ?? ".status >= 200 and .status < 300", id: id?.text(), rules: rules,
                limits: Self.sendLimits)
        } catch {
            reportBroken([success, id].compactMap(\.self) + expressions, at: place)
            return nil
        }
    }

    /// `errors:`, and all expressions in it.
    func rules(_ value: YAMLValue?) -> ([ResponseClassifier.Rule], [YAMLValue]) {
        var expressions: [YAMLValue] = []
        let rules = (value?.list().compactMap { $0.mapping() } ?? []).compactMap { keys -> ResponseClassifier.Rule? in
            let when = keys.required("when")
            let classification = keys.required("class")?.word(of: ResponseClassifier.Class.self)
            let others = ["retry_after", "code", "detail"].map { keys[$0] }
            keys.finish()
            expressions += ([when] + others).compactMap(\.self)
            guard let when = when?.text(), let classification else { return nil }
            return ResponseClassifier.Rule(
                when: when, classification: classification, retryAfter: others[0]?.text(), code: others[1]?.text(),
                detail: others[2]?.text())
        }
        return (rules, expressions)
    }

    /// Says which of the expressions is no jq: they were compiled together, which does not tell.
    func reportBroken(_ expressions: [YAMLValue], at place: YAMLValue) {
        var found = false
        for expression in expressions {
            do throws(JQError) {
                _ = try JQProgram("(\(expression.scalar ?? "")\n)")
            } catch {
                if case .compile(_, let what) = error { expression.report("no jq expression: \(what)") }
                found = true
            }
        }
        if !found { place.report("the expressions cannot be compiled") }
    }
}
