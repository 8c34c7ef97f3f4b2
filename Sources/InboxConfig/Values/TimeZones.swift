/// The time zones of the machine: the files of tzdata.
enum TimeZones {
    private static let folder = "/usr/share/zoneinfo"
    private static let largestFile = 1 << 20

    /// The TZif file of a zone (RFC 8536); nil where there is none. `name` is of a zone's form. Blocks.
    @Sendable static func bytes(of name: String) -> [UInt8]? {
        try? BoundedFile.read(folder + "/" + name, limit: largestFile).get()
    }

    /// The names that the database itself lists, for suggestions.
    static var names: [String] {
        let zones = lines(of: "tzdata.zi").compactMap { line -> String? in
            // `Z NAME …` is a zone, `L TARGET NAME` another name of one.
            let words = line.split(separator: " ")
            switch words.first {
            case "Z" where words.count > 1: return String(words[1])
            case "L" where words.count > 2: return String(words[2])
            default: return nil
            }
        }
        if !zones.isEmpty { return zones }
        return lines(of: "zone1970.tab").compactMap { line in
            let columns = line.split(separator: "\t")
            return line.hasPrefix("#") || columns.count < 3 ? nil : String(columns[2])
        }
    }

    private static func lines(of name: String) -> [Substring] {
        guard let bytes = bytes(of: name) else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }
}
