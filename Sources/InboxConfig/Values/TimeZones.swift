internal import InboxDomain

/// The time zones of the machine, by their names in its database (tzdata).
struct TimeZones {
    static let system = TimeZones(folder: "/usr/share/zoneinfo")
    private static let largestFile = 1 << 20

    let folder: String

    /// Why `name` is no zone, with the nearest one that is; nil where all is well.
    func problem(with name: String) -> String? {
        guard isName(name) else { return "“\(ConfigNode.shortened(name))” is not the name of a time zone" }
        if bytes(of: name) != nil { return nil }
        let names = known
        if names.isEmpty { return "there are no time zones in \(folder): install the package tzdata" }
        return "there is no time zone “\(name)”"
            + (Spelling.nearest(to: name, among: names).map { "; did you mean “\($0)”?" }
                ?? "; such as Europe/Berlin, or UTC")
    }

    /// The TZif file of a zone (RFC 8536); nil where there is none. Blocks.
    func bytes(of name: String) -> [UInt8]? {
        guard isName(name), case .success(let bytes) = BoundedFile.read(folder + "/" + name, limit: Self.largestFile),
            bytes.starts(with: Array("TZif".utf8))
        else { return nil }
        return bytes
    }

    /// `Area/Place` and the like: nothing that could leave the folder.
    private func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 64
            && name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
                !part.isEmpty
                    && part.utf8.allSatisfy { byte in
                        switch byte {
                        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
                            UInt8(ascii: "+"):
                            true
                        default: false
                        }
                    }
            }
    }

    /// The names that the database itself lists, for suggestions.
    private var known: [String] {
        guard case .success(let bytes) = BoundedFile.read(folder + "/tzdata.zi", limit: Self.largestFile) else {
            return fromTable
        }
        // `Z NAME …` is a zone, `L TARGET NAME` another name of one.
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            switch words.first {
            case "Z" where words.count > 1: return String(words[1])
            case "L" where words.count > 2: return String(words[2])
            default: return nil
            }
        }
    }

    private var fromTable: [String] {
        guard case .success(let bytes) = BoundedFile.read(folder + "/zone1970.tab", limit: Self.largestFile) else {
            return []
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
            let columns = line.split(separator: "\t")
            return line.hasPrefix("#") || columns.count < 3 ? nil : String(columns[2])
        }
    }
}
