import ChannelKit
import Foundation

extension ManifestReader {
    private static let pollLimits = JQProgram.Limits(milliseconds: 1000, outputs: 8, bytes: 16 << 20)

    func poll(_ keys: YAMLMapping) -> PollSpec? {
        let program = keys.required("request").flatMap { programFile($0, limits: Self.sendLimits) }
        let interval = keys.required("interval").flatMap(duration)
        let pages = keys["pages"]?.integer(in: 1...100) ?? 10
        let items = keys.required("items")
        let others = ["success", "key", "cursor", "more"].map { keys[$0] }
        let (rules, expressions) = rules(keys["errors"])
        keys.finish()
        if let interval, interval < 5 { keys["interval"]?.report("this must be at least 5s") }
        guard let program, let interval, let items, let text = items.text() else { return nil }
        let reader: PollReader
        do throws(JQError) {
            reader = try PollReader(
                PollReader.Expressions(
                    success: others[0]?.text() ?? ".status >= 200 and .status < 300", items: text,
                    key: others[1]?.text(), cursor: others[2]?.text(), more: others[3]?.text(), rules: rules),
                limits: Self.pollLimits)
        } catch {
            reportBroken([items] + others.compactMap(\.self) + expressions, at: keys.value)
            return nil
        }
        return PollSpec(
            request: program, reader: reader, interval: interval, pages: pages,
            fingerprint: fingerprint(keys["request"]?.scalar ?? ""))
    }

    /// Of the manifest and the program, so that a reload notices a change.
    private func fingerprint(_ program: String) -> String {
        let files = [ManifestLoader.fileName, program].map { FileManager.default.contents(atPath: "\(folder)/\($0)") }
        return Hex.encode(HashAlgorithm.sha256.digest(of: files.flatMap { [UInt8]($0 ?? Data()) + [0] }))
    }
}
