import BusinessTime
import Foundation

/// The system's time zone files, as the tests of this target read them.
enum Zones {
    static func bytes(_ name: String) -> [UInt8]? {
        (try? Data(contentsOf: URL(filePath: "/usr/share/zoneinfo").appending(path: name))).map(Array.init)
    }

    static func named(_ name: String) throws -> TimeZoneRules {
        try TimeZoneRules(named: name, from: bytes)
    }
}
