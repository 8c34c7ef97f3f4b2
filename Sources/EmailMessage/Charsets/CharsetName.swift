/// The names of charsets, as mail writes them and as iconv knows them.
///
/// Only charsets that mail is written in are handed to iconv. It knows hundreds, and some of its converters for
/// mainframes have run for ever on bytes made for that.
enum CharsetName {
    /// What to call a charset before iconv; nil where the name is none that mail is written in. Labels stand for what
    /// software means by them, as in the WHATWG's Encoding standard: `iso-8859-1` is windows-1252, `gb2312` is GB18030.
    static func canonical(_ label: String) -> String? {
        guard label.utf8.count <= 60 else { return nil }
        // Only letters and digits count: `UTF_8`, `"utf8"`, `Windows 1252`, `iso8859-1`.
        var key = label.utf8.filter(ASCII.isAlphanumeric).lowercasedText
        for prefix in ["charset", "x", "cs"] where key.hasPrefix(prefix) && key != prefix {
            key = String(key.dropFirst(prefix.count))
        }
        if let name = names[key] { return name }
        for prefix in ["windowscp", "windows", "win", "mscp", "ms", "cp", "ansi", "ibm"] where key.hasPrefix(prefix) {
            let number = key.dropFirst(prefix.count)
            if let name = codePages[String(number)] { return name }
        }
        if key.hasPrefix("iso8859") || key.hasPrefix("88591") || key.hasPrefix("8859") {
            let digits = key.hasPrefix("iso8859") ? key.dropFirst(7) : key.dropFirst(4)
            // A year or a direction may follow: iso_8859-1:1987, iso-8859-8-i.
            for length in [2, 1] {
                if let number = Int(digits.prefix(length)), let name = latin(number) { return name }
            }
        }
        return nil
    }

    private static func latin(_ number: Int) -> String? {
        switch number {
        case 1: "CP1252"
        case 9: "CP1254"
        case 11: "CP874"
        case 2...8, 10, 13...16: "ISO-8859-\(number)"
        default: nil
        }
    }

    private static let codePages: [String: String] = {
        var pages: [String: String] = [
            "874": "CP874", "932": "CP932", "936": "GB18030", "949": "CP949", "950": "BIG5-HKSCS", "65001": "UTF-8",
            "31j": "CP932", "54936": "GB18030",
        ]
        for page in [437, 737, 775, 850, 852, 855, 857, 858, 860, 861, 862, 863, 864, 865, 866, 869] {
            pages["\(page)"] = "CP\(page)"
        }
        for page in 1250...1258 { pages["\(page)"] = "CP\(page)" }
        for (page, name) in [28591: "CP1252", 28592: "ISO-8859-2", 28605: "ISO-8859-15", 20127: "ASCII"] {
            pages["\(page)"] = name
        }
        for (page, name) in [20866: "KOI8-R", 21866: "KOI8-U", 51932: "EUC-JP", 51949: "EUC-KR"] {
            pages["\(page)"] = name
        }
        return pages
    }()

    private static let names: [String: String] = [
        "utf8": "UTF-8", "unicode11utf8": "UTF-8", "utf8mb4": "UTF-8", "utf": "UTF-8", "unicode": "UTF-16",
        "cesu8": "UTF-8", "utf7": "UTF-7", "unicode11utf7": "UTF-7", "utf16": "UTF-16", "utf16le": "UTF-16LE",
        "utf16be": "UTF-16BE", "utf32": "UTF-32", "utf32le": "UTF-32LE", "utf32be": "UTF-32BE", "ucs2": "UTF-16",
        "ascii": "ASCII", "usascii": "ASCII", "us": "ASCII", "ansix341968": "ASCII", "iso646us": "ASCII",
        "7bit": "ASCII",
        "646": "ASCII", "latin1": "CP1252", "l1": "CP1252", "latin2": "ISO-8859-2", "latin5": "CP1254",
        "latin9": "ISO-8859-15", "isolatin1": "CP1252", "koi8r": "KOI8-R", "koi8": "KOI8-R", "koi": "KOI8-R",
        "koi8u": "KOI8-U", "koi8ru": "KOI8-U", "gb2312": "GB18030", "gb231280": "GB18030", "gbk": "GB18030",
        "gb18030": "GB18030", "gb": "GB18030", "euccn": "GB18030", "chinese": "GB18030", "hzgb2312": "HZ",
        "hz": "HZ", "big5": "BIG5-HKSCS", "big5hkscs": "BIG5-HKSCS", "big5eten": "BIG5-HKSCS", "shiftjis": "CP932",
        "sjis": "CP932", "mskanji": "CP932", "shiftjisx0213": "CP932", "eucjp": "EUC-JP-MS", "euc": "EUC-JP-MS",
        "iso2022jp": "ISO-2022-JP-3", "iso2022jp1": "ISO-2022-JP-2", "iso2022jp2": "ISO-2022-JP-2",
        "iso2022jp3": "ISO-2022-JP-3", "iso2022jpms": "ISO-2022-JP-3", "iso2022kr": "ISO-2022-KR",
        "iso2022cn": "ISO-2022-CN", "euckr": "CP949", "ksc5601": "CP949", "ksc56011987": "CP949",
        "ksc56011989": "CP949",
        "korean": "CP949", "uhc": "CP949", "johab": "JOHAB", "tis620": "CP874", "tis62025330": "CP874",
        "viscii": "VISCII", "tcvn": "TCVN", "macintosh": "MACINTOSH", "macroman": "MACINTOSH", "mac": "MACINTOSH",
        "maccyrillic": "MAC-CYRILLIC", "maccentraleurope": "MAC-CENTRALEUROPE", "armscii8": "ARMSCII-8",
        "georgianps": "GEORGIAN-PS", "ptcp154": "PT154", "big5tw": "BIG5-HKSCS", "cyrillic": "ISO-8859-5",
        "greek": "ISO-8859-7", "hebrew": "ISO-8859-8", "logical": "ISO-8859-8", "arabic": "ISO-8859-6",
    ]
}
