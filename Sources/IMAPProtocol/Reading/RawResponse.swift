/// One response as it came: its lines in one piece, its literals beside them.
struct RawResponse: Sendable {
    enum Literal: Sendable {
        case bytes([UInt8])
        case skipped(size: Int)
    }

    /// Without the last line end. Where a literal stood, its `{n}` is followed at once by what came after it.
    var text: [UInt8] = []
    /// In the order of their `{n}`.
    var literals: [Literal] = []
}
