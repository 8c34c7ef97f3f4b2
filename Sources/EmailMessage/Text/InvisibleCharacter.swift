/// Characters of a text that are not seen, or not as themselves. Marks of direction are none of them: they are kept.
enum InvisibleCharacter {
    /// Space that does not collapse.
    case noBreakSpace
    /// Zero width, soft hyphen, byte order mark: goes.
    case dropped
    /// U+200C, which has a meaning between letters only.
    case joiner
    /// U+2028 and U+2029.
    case lineBreak

    /// What one character is, in UTF-8; nil where it is an ordinary one.
    init?(_ character: ArraySlice<UInt8>) {
        var value: UInt32 = 0
        for byte in character { value = value << 8 | UInt32(byte) }
        switch value {
        case 0xC2A0: self = .noBreakSpace
        case 0xC2AD, 0xCD8F, 0xE1A08E, 0xE2808B, 0xE281A0, 0xEFBBBF: self = .dropped
        case 0xE2808C: self = .joiner
        case 0xE280A8, 0xE280A9: self = .lineBreak
        case 0xC280...0xC29F: self = .dropped
        default: return nil
        }
    }
}
