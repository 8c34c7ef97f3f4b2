/// Guesses the charset of bytes that are no UTF-8, by how much they look like text in each candidate.
enum CharsetGuess {
    /// As iconv names it; nil where nothing is above ASCII. Looks at the first 16 KiB.
    static func best(_ bytes: [UInt8]) -> String? {
        let sample = Array(bytes.prefix(16 << 10))
        let high = sample.reduce(0) { $0 + ($1 >= 0x80 ? 1 : 0) }
        guard high > 0 else { return nil }
        // In the order in which a tie is decided.
        let candidates: [(String, Double)] = [
            ("CP1252", western(sample)),
            ("GB18030", pairs(sample, gb)),
            ("CP932", pairs(sample, shiftJIS)),
            ("KOI8-R", cyrillic(sample, isKOI8: true)),
            ("CP1251", cyrillic(sample, isKOI8: false)),
            ("CP1250", central(sample, isWindows: true)),
            ("ISO-8859-2", central(sample, isWindows: false)),
            ("EUC-JP-MS", pairs(sample, eucJP)),
            ("CP949", pairs(sample, eucKR)),
            ("BIG5-HKSCS", pairs(sample, big5)),
        ]
        var best = candidates[0]
        for candidate in candidates.dropFirst() where candidate.1 > best.1 + 0.001 { best = candidate }
        return best.0
    }

    // MARK: One byte a character

    /// Letters with marks stand alone among plain ones; two beside each other are rare.
    private static func western(_ bytes: [UInt8]) -> Double {
        score(bytes, western)
    }

    private static func western(_ before: UInt8, _ byte: UInt8, _ after: UInt8) -> Double {
        switch byte {
        case 0x81, 0x8D, 0x8F, 0x90, 0x9D: return -3
        case 0xD7, 0xF7: return -0.5
        case 0xC0...:
            if before >= 0x80 || after >= 0x80 { return before >= 0x80 && after >= 0x80 ? -0.8 : 0.1 }
            // A capital amid small letters belongs to another charset.
            return byte < 0xDF && before >= 0x61 && before <= 0x7A ? -0.3 : 1
        case 0x85, 0x91...0x97, 0x80, 0x99, 0xA0, 0xA3, 0xA7, 0xA9, 0xAB, 0xAE, 0xB0, 0xBA, 0xBB, 0xA1, 0xBF:
            return 0.6
        case 0x8A, 0x8C, 0x8E, 0x9A, 0x9C, 0x9E, 0x9F, 0xAA, 0xB4, 0xB7: return 0.4
        default: return -0.5
        }
    }

    /// Polish and its neighbours share most letters with the west; what tells them apart are the letters where the west
    /// has signs, such as ł for ³, inside words.
    private static func central(_ bytes: [UInt8], isWindows: Bool) -> Double {
        let small: [UInt8] = isWindows ? [0xB9, 0xB3, 0x9F] : [0xB1, 0xB3, 0xB6, 0xBC]
        let capital: [UInt8] = isWindows ? [0xA3, 0xAF, 0xA5, 0x8F] : [0xA3, 0xAF, 0xA1, 0xA6, 0xAC]
        let dotted: UInt8 = 0xBF
        let own = small + capital + [dotted]
        func isLetter(_ byte: UInt8) -> Bool { ASCII.isLetter(byte) || byte >= 0xC0 || own.contains(byte) }
        return score(bytes) { before, byte, after in
            if small.contains(byte), isLetter(after) { return 1 }
            if capital.contains(byte), isLetter(after), !isLetter(before) { return 1 }
            if byte == dotted, isLetter(before) { return 1 }
            if byte >= 0xC0, own.contains(before) || own.contains(after) { return 0.9 }
            return western(before, byte, after)
        }
    }

    /// Small letters in runs, capitals at their beginning or all through.
    private static func cyrillic(_ bytes: [UInt8], isKOI8: Bool) -> Double {
        func isSmall(_ byte: UInt8) -> Bool {
            isKOI8 ? byte >= 0xC0 && byte < 0xE0 || byte == 0xA3 : byte >= 0xE0 || byte == 0xB8
        }
        func isCapital(_ byte: UInt8) -> Bool {
            isKOI8 ? byte >= 0xE0 || byte == 0xB3 : byte >= 0xC0 && byte < 0xE0 || byte == 0xA8
        }
        return score(bytes) { before, byte, after in
            let isAlone = !(before >= 0x80 || after >= 0x80)
            let besideLatin = ASCII.isLetter(before) || ASCII.isLetter(after)
            if isSmall(byte) { return isAlone && besideLatin ? -1 : isAlone ? 0.5 : isCapital(after) ? -0.5 : 1.1 }
            if isCapital(byte) { return isSmall(before) ? -1 : isAlone && besideLatin ? -1 : 1 }
            if isKOI8 { return -1 }
            switch byte {
            case 0x85, 0x91...0x97, 0xA0, 0xAB, 0xBB, 0xB9: return 0.5
            case 0xB2, 0xB3, 0xBF, 0xAF, 0xBA, 0xAA: return isAlone && besideLatin ? -1 : 0.8
            default: return -1
            }
        }
    }

    private static func score(_ bytes: [UInt8], _ points: (UInt8, UInt8, UInt8) -> Double) -> Double {
        var sum = 0.0
        var count = 0.0
        for (place, byte) in bytes.enumerated() where byte >= 0x80 {
            let before = place > 0 ? bytes[place - 1] : ASCII.space
            let after = place + 1 < bytes.count ? bytes[place + 1] : ASCII.space
            sum += points(before, byte, after)
            count += 1
        }
        return count > 0 ? sum / count : -3
    }

    // MARK: Two bytes a character

    /// The mean of the points of each character; `points` gives them for two bytes, or nil where they are no character.
    private static func pairs(_ bytes: [UInt8], _ points: (UInt8, UInt8) -> (points: Double, length: Int)?) -> Double {
        var sum = 0.0
        var count = 0.0
        var position = 0
        while position < bytes.count {
            guard bytes[position] >= 0x80 else {
                position += 1
                continue
            }
            // A first byte at the end of the sample says nothing where the text was cut.
            let second = position + 1 < bytes.count ? bytes[position + 1] : 0
            if let (value, length) = points(bytes[position], second) {
                sum += value
                position += length
            } else {
                sum -= position + 1 < bytes.count ? 3 : 1
                position += 1
            }
            count += 1
        }
        return count > 0 ? sum / count : -3
    }

    private static func gb(_ lead: UInt8, _ trail: UInt8) -> (Double, Int)? {
        guard lead >= 0x81, lead <= 0xFE else { return nil }
        if trail >= 0x30, trail <= 0x39 { return (-0.2, 2) }
        guard trail >= 0x40, trail != 0x7F, trail != 0xFF else { return nil }
        guard trail >= 0xA1 else { return (0.05, 2) }
        switch lead {
        case 0xB0...0xD7: return (1, 2)
        case 0xD8...0xF7: return (0.3, 2)
        case 0xA1, 0xA3: return (0.8, 2)
        default: return (0.05, 2)
        }
    }

    private static func shiftJIS(_ lead: UInt8, _ trail: UInt8) -> (Double, Int)? {
        if lead >= 0xA1, lead <= 0xDF { return (-0.1, 1) }
        guard lead >= 0x81 && lead <= 0x9F || lead >= 0xE0 && lead <= 0xFC else { return nil }
        guard trail >= 0x40, trail != 0x7F, trail <= 0xFC else { return nil }
        switch lead {
        case 0x82 where trail >= 0x9F && trail <= 0xF1: return (1.3, 2)
        case 0x83 where trail <= 0x96: return (1.3, 2)
        case 0x81: return (0.8, 2)
        case 0x82: return (0.7, 2)
        case 0x88...0x97: return (0.9, 2)
        default: return (0.1, 2)
        }
    }

    private static func eucJP(_ lead: UInt8, _ trail: UInt8) -> (Double, Int)? {
        if lead == 0x8E { return trail >= 0xA1 && trail <= 0xDF ? (0.1, 2) : nil }
        if lead == 0x8F { return (-0.2, 3) }
        guard lead >= 0xA1, lead <= 0xFE, trail >= 0xA1, trail <= 0xFE else { return nil }
        switch lead {
        case 0xA4, 0xA5: return (1.3, 2)
        case 0xB0...0xCF: return (0.9, 2)
        case 0xA1, 0xA3: return (0.8, 2)
        default: return (0.2, 2)
        }
    }

    private static func eucKR(_ lead: UInt8, _ trail: UInt8) -> (Double, Int)? {
        guard lead >= 0x81, lead <= 0xFE, trail >= 0x41, trail != 0xFF else { return nil }
        guard lead >= 0xA1, trail >= 0xA1 else { return (0.05, 2) }
        switch lead {
        case 0xB0...0xC8: return (1.08, 2)
        case 0xA1, 0xA3: return (0.8, 2)
        default: return (0.1, 2)
        }
    }

    private static func big5(_ lead: UInt8, _ trail: UInt8) -> (Double, Int)? {
        guard lead >= 0x81, lead <= 0xFE, trail >= 0x40 && trail <= 0x7E || trail >= 0xA1 && trail <= 0xFE else {
            return nil
        }
        switch lead {
        case 0xA4...0xC6: return (0.95, 2)
        case 0xA1...0xA3: return (0.7, 2)
        case 0xC9...0xF9: return (0.2, 2)
        default: return (0.05, 2)
        }
    }
}
