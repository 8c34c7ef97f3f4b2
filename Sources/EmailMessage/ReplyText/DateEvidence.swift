/// Whether a line looks as if it named a day and a time: by its digits, whatever the words.
struct DateEvidence {
    private(set) var hasDigit = false
    private(set) var beginsWithDigit = false
    /// A year from 1990 to 2099, or a day such as 2.3.26.
    private(set) var hasDate = false
    /// Hours and minutes.
    private(set) var hasTime = false

    init(_ text: [UInt8]) {
        beginsWithDigit = text.first?.isASCIIDigit ?? false
        // Runs of digits, and what stands between two of them.
        var previous: (digits: Int, joint: UInt8)?
        var joints = 0
        var index = 0
        while index < text.count {
            guard text[index].isASCIIDigit else {
                index += 1
                continue
            }
            hasDigit = true
            let start = index
            var value = 0
            while index < text.count, text[index].isASCIIDigit {
                value = min(value * 10 + Int(text[index] - 0x30), 99_999)
                index += 1
            }
            let digits = index - start
            if digits == 4, (1990...2099).contains(value) { hasDate = true }
            let next = index < text.count ? text[index] : 0x20
            let isJoined = index + 1 < text.count && text[index + 1].isASCIIDigit
            if let before = previous {
                joints += 1
                if joints >= 2, "./-".utf8.contains(before.joint) { hasDate = true }
                if before.joint == UInt8(ascii: ":") || before.joint == UInt8(ascii: "h"), before.digits <= 2,
                    digits == 2
                {
                    hasTime = true
                }
                // 9.00, which is no part of 2.03.2026.
                if before.joint == UInt8(ascii: "."), joints == 1, digits == 2, !isJoined || next != UInt8(ascii: ".") {
                    hasTime = true
                }
            }
            if isJoined, "./-:h".utf8.contains(next) {
                previous = (digits, next)
            } else {
                previous = nil
                joints = 0
                // 9時, 9点, 9點, 9시, 9 h
                let after = text[index...].drop { $0 == 0x20 }
                for mark in ["時", "点", "點", "시", "h "] where after.starts(with: mark.utf8) { hasTime = true }
            }
        }
    }
}
