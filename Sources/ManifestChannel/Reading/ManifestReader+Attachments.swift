import ChannelKit
import InboxDomain

extension ManifestReader {
    func attachments(_ keys: YAMLMapping) -> AttachmentSpec? {
        let program = keys["program"]
        let delivery = keys["delivery"]
        let hosts = keys["hosts"]?.list().compactMap(host) ?? []
        let kinds = keys["kinds"]?.list().compactMap { $0.word(of: Attachment.Kind.self) }
        let success = keys["success"]
        let (rules, expressions) = rules(keys["errors"])
        keys.finish()
        if program == nil, let stray = keys["hosts"] ?? success ?? keys["errors"] {
            stray.report("this goes with \"program\" only")
        }
        let source: AttachmentSpec.Source? =
            switch (program, delivery) {
            case (let program?, nil):
                programFile(program, limits: Self.sendLimits).map(AttachmentSpec.Source.requests)
            case (nil, let delivery?):
                delivery.word(of: AttachmentSpec.DeliveryContent.self).map(AttachmentSpec.Source.delivery)
            default: nil
            }
        if (program == nil) == (delivery == nil) {
            keys.value.report("exactly one of program and delivery must stand here")
        }
        guard let source else { return nil }
        do throws(JQError) {
            let classifier = try ResponseClassifier(
                success: success?.text() ?? ".status == 200 or .status == 203", id: nil, rules: rules,
                limits: Self.sendLimits)
            return AttachmentSpec(
                source: source, kinds: Set((kinds ?? Attachment.Kind.allCases).filter(\.hasContent)), hosts: hosts,
                classifier: classifier)
        } catch {
            reportBroken([success].compactMap(\.self) + expressions, at: keys.value)
            return nil
        }
    }

    /// A pattern of URLs, or `{setting: name}`.
    private func host(_ value: YAMLValue) -> AttachmentSpec.Host? {
        switch textSource(value) {
        case .setting(let name)?: return .setting(name)
        case .literal(let text)?:
            if let pattern = URLPattern(text) { return .pattern(pattern) }
            value.report(
                "this must be such as https://files.example.com/ or https://*.example.com/, or {setting: name}")
            return nil
        case nil: return nil
        }
    }
}
