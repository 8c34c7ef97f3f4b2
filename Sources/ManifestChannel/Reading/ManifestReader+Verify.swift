import ChannelKit

extension ManifestReader {
    private static let primitives = [
        "token", "basic", "hmac", "public_key", "jwt", "body_digest", "all", "any", "none",
    ]

    func verifySpec(_ value: YAMLValue) -> VerifySpec? {
        guard let keys = value.mapping() else { return nil }
        var specs: [VerifySpec?] = []
        for name in Self.primitives {
            guard let rule = keys[name] else { continue }
            switch name {
            case "token": specs.append(rule.mapping().flatMap(token).map(VerifySpec.token))
            case "basic": specs.append(rule.mapping().flatMap(basic).map(VerifySpec.basic))
            case "hmac": specs.append(rule.mapping().flatMap(hmac).map(VerifySpec.hmac))
            case "public_key": specs.append(rule.mapping().flatMap(publicKey).map(VerifySpec.publicKey))
            case "jwt": specs.append(rule.mapping().flatMap(jwt).map(VerifySpec.jwt))
            case "body_digest": specs.append(rule.mapping().flatMap(bodyDigest).map(VerifySpec.bodyDigest))
            case "all": specs.append(.all(several(rule)))
            case "any": specs.append(.any(several(rule)))
            default: specs.append(VerifySpec.none)
            }
        }
        keys.finish()
        guard specs.count == 1 else {
            value.report(
                "exactly one of \(Self.primitives.joined(separator: ", ")) must stand here; `none: {}` lets everybody in"
            )
            return nil
        }
        return specs[0]
    }

    private func several(_ value: YAMLValue) -> [VerifySpec] {
        let values = value.list()
        if values.isEmpty { value.report("this must be a list of at least one rule") }
        return values.compactMap(verifySpec)
    }

    private func token(_ keys: YAMLMapping) -> TokenSpec? {
        let place = place(keys, allowed: ["header", "bearer", "query", "field", "param", "path"])
        let prefix = keys["prefix"]?.text() ?? ""
        let name = keys.required("setting").flatMap(settingName)
        keys.finish()
        guard let place, let name else { return nil }
        return TokenSpec(place: place, prefix: prefix, token: .setting(name))
    }

    private func basic(_ keys: YAMLMapping) -> BasicSpec? {
        let user = keys.required("user").flatMap(textSource)
        let password = keys.required("password").flatMap(textSource)
        let challenge = keys["challenge"]?.flag() ?? false
        keys.finish()
        guard let user, let password else { return nil }
        return BasicSpec(user: user, password: password, challenge: challenge)
    }

    // MARK: hmac

    private func hmac(_ keys: YAMLMapping) -> HMACSpec? {
        let algorithm = keys.required("algorithm")?.word(of: HashAlgorithm.self)
        let mode = keys["mode"]?.word(of: SigningKey.Mode.self) ?? .hmac
        let secrets = keys.required("keys")?.listOrOne().compactMap(key) ?? []
        let message = keys.required("message")?.listOrOne().compactMap(part) ?? []
        let signature = keys.required("signature")?.mapping().flatMap(signature)
        let timestamp = keys["timestamp"]?.mapping().flatMap(timestamp)
        if message.contains(.timestamp), timestamp == nil {
            keys.value.report("the message has the timestamp, and there is no rule for it under \"timestamp\"")
        }
        keys.finish()
        guard let algorithm, let signature, !secrets.isEmpty, !message.isEmpty else { return nil }
        return HMACSpec(
            algorithm: algorithm, mode: mode, keys: secrets, message: message, signature: signature,
            timestamp: timestamp)
    }

    func key(_ value: YAMLValue) -> KeySpec? {
        guard let keys = value.mapping() else { return nil }
        let name = keys.required("setting").flatMap(settingName)
        let encoding = keys["encoding"]?.word(of: KeySpec.Encoding.self) ?? .utf8
        let strip = keys["strip_prefix"]?.scalar ?? ""
        keys.finish()
        return name.map { KeySpec(source: .setting($0), encoding: encoding, stripPrefix: strip) }
    }

    func part(_ value: YAMLValue) -> MessagePart? {
        if !value.isMapping {
            switch value.scalar {
            case "raw_body": return .rawBody
            case "url": return .url
            case "timestamp": return .timestamp
            default:
                value.report("this must be raw_body, url, timestamp, or {literal: …} and the like")
                return nil
            }
        }
        guard let keys = value.mapping() else { return nil }
        let encoding = keys["encoding"]?.word(of: BinaryEncoding.self) ?? .hex
        let parts: [MessagePart] = [
            keys["literal"]?.text().map(MessagePart.literal),
            keys["header"]?.text().map { .header($0.lowercased()) },
            keys["query"]?.text().map(MessagePart.query),
            keys["field"].flatMap(bodyField).map(MessagePart.field),
            keys["param"]?.text().map(MessagePart.parameter),
            keys["field_lines"].flatMap(fieldLines).map(MessagePart.fieldLines),
            keys["digest"]?.word(of: HashAlgorithm.self).map { .bodyDigest($0, encoding) },
            keys["sorted_params"]?.mapping().map { .sortedParameters(sortedParameters($0)) },
        ].compactMap(\.self)
        keys.finish()
        guard parts.count == 1 else {
            value.report(
                "exactly one of literal, header, query, field, param, field_lines, digest and sorted_params must stand here"
            )
            return nil
        }
        return parts[0]
    }

    /// Names of members; one that may be missing ends with a question mark.
    private func fieldLines(_ value: YAMLValue) -> [FieldLine]? {
        let lines = value.list().compactMap { $0.text() }.map { name in
            name.hasSuffix("?") ? FieldLine(String(name.dropLast()), isOptional: true) : FieldLine(name)
        }
        return lines.isEmpty ? nil : lines
    }

    private func sortedParameters(_ keys: YAMLMapping) -> SortedParameters {
        let format = keys["format"]?.text() ?? "{name}{value}"
        let source = keys["from"]?.word(of: SortedParameters.Source.self) ?? .any
        var replacements: [String: String] = [:]
        for (text, place, value) in keys["replace"]?.mapping()?.all ?? [] {
            if text.count != 1 { place.report("only single characters can be replaced") }
            replacements[text] = value.scalar ?? ""
        }
        let excluded = keys["exclude"]?.list().compactMap { $0.text() } ?? []
        let dedupe = keys["dedupe"]?.flag() ?? false
        keys.finish()
        return SortedParameters(
            source: source, format: format, replacements: replacements, excluded: Set(excluded), dedupe: dedupe)
    }

    func signature(_ keys: YAMLMapping) -> SignaturePlace? {
        enum Shape: String, CaseIterable {
            case raw, prefix
            case kvList = "kv_list"
            case spaceList = "space_list"
        }
        let place = place(keys, allowed: ["header", "query", "field", "param"])
        let shape = keys["shape"]?.word(of: Shape.self) ?? .raw
        let prefix = keys["prefix"]?.text()
        let key = keys["key"]?.text()
        let encoding = keys["encoding"]?.word(of: BinaryEncoding.self) ?? .hex
        keys.finish()
        if encoding == .utf8 { keys.value.report("a signature is written in hex or in base64") }
        guard let place else { return nil }
        switch shape {
        case .raw: return SignaturePlace(place, shape: .raw, encoding: encoding)
        case .prefix, .spaceList:
            guard let prefix else {
                keys.value.report("the shape \(shape.rawValue) needs a \"prefix\"")
                return nil
            }
            return SignaturePlace(place, shape: shape == .prefix ? .prefix(prefix) : .words(prefix), encoding: encoding)
        case .kvList:
            guard let key else {
                keys.value.report("the shape kv_list needs a \"key\"")
                return nil
            }
            return SignaturePlace(place, shape: .keyed(key), encoding: encoding)
        }
    }

    func timestamp(_ keys: YAMLMapping) -> TimestampRule? {
        let item = keys["kv"]?.text()
        let place = item == nil ? place(keys, allowed: ["header", "query", "field", "param", "kv"]) : nil
        let unit = keys["unit"]?.word(of: TimestampRule.Unit.self) ?? .seconds
        let tolerance = keys["tolerance"]?.integer(in: 1...259_200) ?? 300
        let future = keys["future"]?.flag() ?? true
        keys.finish()
        let source: TimestampRule.Source
        switch (place, item) {
        case (let place?, nil): source = .place(place)
        case (nil, let item?): source = .keyed(item)
        default: return nil
        }
        return TimestampRule(source: source, unit: unit, tolerance: Int64(tolerance), boundsFuture: future)
    }
}
