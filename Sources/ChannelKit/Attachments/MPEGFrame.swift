/// The header of one frame of MPEG audio (ISO/IEC 11172-3 §2.4.1.3, and 13818-3 for the lower rates).
enum MPEGFrame {
    /// Bytes of the frame, by the second and the third byte of its header; nil where they are none.
    static func length(_ second: UInt8, _ third: UInt8) -> Int? {
        let version = second >> 3 & 3
        let layer = second >> 1 & 3
        let rateIndex = Int(third >> 2 & 3)
        let bitIndex = Int(third >> 4)
        guard version != 1, layer != 0, rateIndex < 3, (1..<15).contains(bitIndex) else { return nil }
        let isFirst = version == 3
        let rate = [44_100, 48_000, 32_000][rateIndex] / (isFirst ? 1 : version == 2 ? 2 : 4)
        let padding = Int(third >> 1 & 1)
        let bits = kilobits(layer, isFirst)[bitIndex - 1] * 1000
        switch layer {
        case 3: return (12 * bits / rate + padding) * 4
        case 1 where !isFirst: return 72 * bits / rate + padding
        default: return 144 * bits / rate + padding
        }
    }

    private static func kilobits(_ layer: UInt8, _ isFirst: Bool) -> [Int] {
        switch (layer, isFirst) {
        case (3, true): [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448]
        case (2, true): [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384]
        case (1, true): [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
        case (3, false): [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256]
        default: [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
        }
    }
}
