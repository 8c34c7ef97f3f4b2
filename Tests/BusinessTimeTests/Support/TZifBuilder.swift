/// Writes TZif files for the tests, good ones and bad ones.
struct TZifBuilder {
    var version: UInt8 = UInt8(ascii: "2")
    var times: [Int64] = []
    /// An index into `offsets` for each time.
    var types: [UInt8] = []
    var offsets: [Int32] = [0]
    var leaps: [(occurrence: Int64, correction: Int32)] = []
    var footer: String? = ""

    var bytes: [UInt8] {
        guard version != 0 else { return block(timeSize: 4) }
        return block(timeSize: 4) + block(timeSize: 8) + (footer.map { Array("\n\($0)\n".utf8) } ?? [])
    }

    private func block(timeSize: Int) -> [UInt8] {
        var bytes = Array("TZif".utf8) + [version] + Array(repeating: 0, count: 15)
        for count in [0, 0, leaps.count, times.count, offsets.count, 4] { bytes += big(Int64(count), size: 4) }
        for time in times { bytes += big(time, size: timeSize) }
        bytes += types
        for offset in offsets { bytes += big(Int64(offset), size: 4) + [0, 0] }
        bytes += Array("LMT\0".utf8)
        for leap in leaps { bytes += big(leap.occurrence, size: timeSize) + big(Int64(leap.correction), size: 4) }
        return bytes
    }

    private func big(_ value: Int64, size: Int) -> [UInt8] {
        (0..<size).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
