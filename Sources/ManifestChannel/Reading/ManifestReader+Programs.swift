import ChannelKit
import Foundation
import InboxDomain

extension ManifestReader {
    /// Milliseconds; more than this would hold a worker for too long.
    private static let longestTimeLimit = 1000
    private static let defaultTimeLimit = 100

    // MARK: normalize

    func normalize(_ keys: YAMLMapping) -> NormalizeSpec? {
        let format = keys["format"]?.word(of: NormalizeSpec.Format.self) ?? .json
        var headers = keys["headers"]?.list().compactMap { $0.text()?.lowercased() } ?? []
        // It says what kind of form it is.
        if format != .json, !headers.contains("content-type") { headers.append("content-type") }
        let limit = timeLimit(keys["time_limit"])
        let limits = JQProgram.Limits(milliseconds: limit, outputs: EventLimits.events, bytes: 16 << 20)
        let file = keys.required("program")
        let program = file.flatMap { programFile($0, limits: limits) }
        keys.finish()
        let text = file?.scalar.flatMap { FileManager.default.contents(atPath: "\(folder)/\($0)") }
        let usesDigest = text.map { String(decoding: $0, as: UTF8.self).contains("$digest") } ?? false
        return program.map {
            NormalizeSpec(format: format, headers: headers, program: $0, usesDigest: usesDigest)
        }
    }

    private func timeLimit(_ value: YAMLValue?) -> Int {
        guard let value, let text = value.text() else { return Self.defaultTimeLimit }
        guard text.hasSuffix("ms"), let limit = Int(text.dropLast(2)), 1...Self.longestTimeLimit ~= limit else {
            value.report("this must be a time from 1ms to \(Self.longestTimeLimit)ms")
            return Self.defaultTimeLimit
        }
        return limit
    }

    /// A program in a file of the folder.
    func programFile(_ value: YAMLValue, limits: JQProgram.Limits) -> JQPool? {
        guard let name = value.text() else { return nil }
        guard !name.contains("/"), name.hasSuffix(".jq") else {
            value.report("this must be the name of a .jq file in this folder")
            return nil
        }
        let path = "\(folder)/\(name)"
        guard let data = FileManager.default.contents(atPath: path) else {
            value.report("there is no file \(name) in this folder")
            return nil
        }
        do throws(JQError) {
            return try JQPool(String(decoding: data, as: UTF8.self), limits: limits)
        } catch {
            if case .compile(let line, let what) = error {
                problems.add(what, at: SourceLocation(file: path, line: line, column: 1))
            } else {
                problems.add("cannot be compiled: \(error)", at: SourceLocation(file: path))
            }
            return nil
        }
    }

    // MARK: send

    static let sendLimits = JQProgram.Limits(milliseconds: 100, outputs: 8, bytes: 4 << 20)

    func send(_ keys: YAMLMapping) -> SendSpec? {
        let program = keys.required("program").flatMap { programFile($0, limits: Self.sendLimits) }
        let success = keys["success"]
        let id = keys["id"]
        let (rules, expressions) = rules(keys["errors"])
        let classifier = classifier(
            success: success, id: id, rules: rules, expressions: expressions, at: keys.value)
        let idempotent = keys["idempotent"]?.flag() ?? false
        let limit = keys["limit"]?.mapping().flatMap(textLimit)
        let window = keys["window"].flatMap(duration)
        keys.finish()
        guard let program, let classifier else { return nil }
        return SendSpec(
            program: program, classifier: classifier, idempotent: idempotent, limit: limit, window: window)
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

    private func textLimit(_ keys: YAMLMapping) -> ChannelCapabilities.TextLimit? {
        let unit = keys["unit"]?.word(of: ChannelCapabilities.TextLimit.Unit.self) ?? .chars
        let count = keys.required("count")?.integer(in: 1...1 << 20)
        keys.finish()
        return count.map { ChannelCapabilities.TextLimit(unit: unit, count: $0) }
    }

    /// Seconds of `90s`, `30m`, `24h` or `7d`.
    func duration(_ value: YAMLValue) -> Int64? {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let text = value.text() else { return nil }
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()), 1...100_000 ~= count
        else {
            value.report("this must be a time such as 90s, 30m, 24h or 7d")
            return nil
        }
        return count * unit
    }
}
