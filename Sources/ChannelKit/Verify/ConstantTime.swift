/// Comparison that takes as long for a near miss as for a far one.
enum ConstantTime {
    /// Whether both are equal. How long it takes tells their lengths, nothing else.
    static func equal(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        guard a.count == b.count else { return false }
        var difference: UInt8 = 0
        for i in a.indices { difference |= a[i] ^ b[i] }
        return difference == 0
    }

    static func equal(_ a: String, _ b: [UInt8]) -> Bool {
        equal(Array(a.utf8), b)
    }
}
