/// Keeps secrets and control characters out of what an adapter has us write to the log.
struct Redaction: Sendable {
    /// Bytes of a line that are kept.
    static let most = 1000

    private let secrets: [String]

    /// What is shorter than four bytes hides nothing, and would be found everywhere.
    init(_ secrets: [String]) {
        self.secrets = secrets.filter { $0.utf8.count >= 4 }.sorted { $0.utf8.count > $1.utf8.count }
    }

    /// The line, cut to `limit` bytes, what is not printable shown as a dot.
    func clean(_ line: some Collection<UInt8>, limit: Int = Redaction.most) -> String {
        // Secrets are looked for before the cut, so that none is left in half.
        var text = String(decoding: line.prefix(limit + 4096), as: UTF8.self)
        for secret in secrets where text.contains(secret) { text = text.replacing(secret, with: "[secret]") }
        var cleaned = ""
        for scalar in text.unicodeScalars {
            if cleaned.utf8.count >= limit { return cleaned + "…" }
            cleaned.unicodeScalars.append(scalar.value < 0x20 || scalar.value == 0x7F ? "." : scalar)
        }
        return cleaned
    }
}
