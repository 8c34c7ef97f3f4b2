/// Gives the bytes of a zone's TZif file by its name ("Europe/Berlin"); nil where there is none. This module reads no
/// files itself: whoever may, hands this in.
package typealias ZoneSource = @Sendable (_ name: String) -> [UInt8]?

/// What may be asked of a zone source.
package enum ZoneName {
    /// Refuses names that could lead out of the zone folder, or that no zone ever has: absolute paths, empty, hidden
    /// and ".." components, characters other than letters, digits and `_ + - . /`, more than 64 bytes.
    package static func validate(_ name: String) throws(BusinessTimeError) {
        guard !name.isEmpty else { throw .zoneName(name, problem: "the name is empty") }
        guard name.utf8.count <= 64 else {
            throw .zoneName(String(decoding: name.utf8.prefix(64), as: UTF8.self), problem: "the name is too long")
        }
        guard name.utf8.allSatisfy(isAllowed) else {
            throw .zoneName(name, problem: "a name has letters, digits and _ + - . / only")
        }
        guard name.utf8.first != UInt8(ascii: "/") else {
            throw .zoneName(name, problem: "a name is no absolute path")
        }
        for part in name.split(separator: "/", omittingEmptySubsequences: false) {
            guard let first = part.utf8.first, first != UInt8(ascii: ".") else {
                throw .zoneName(name, problem: "no part of a name is empty or begins with a dot")
            }
        }
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"),
            UInt8(ascii: "."), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
