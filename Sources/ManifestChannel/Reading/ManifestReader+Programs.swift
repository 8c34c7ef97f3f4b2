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
        return program.map { NormalizeSpec(format: format, headers: headers, program: $0) }
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
