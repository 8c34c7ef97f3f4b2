import BusinessTime
import Testing

@Suite struct ZoneNameTests {
    @Test(arguments: [
        "UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "America/Port-au-Prince", "GB-Eire",
    ])
    func namesOfZonesPass(name: String) throws {
        try ZoneName.validate(name)
    }

    @Test(arguments: [
        "", "/etc/passwd", "../../etc/passwd", "Europe/../../x", "Europe/..", "..", ".", "./UTC", ".hidden",
        "Europe//Berlin", "Europe/", "Europe Berlin", ":UTC", "Zürich", "a\0b", "a\\b", "CET\n",
        String(repeating: "a", count: 65),
    ])
    func othersNeverReachTheSource(name: String) {
        #expect(throws: BusinessTimeError.self) {
            try TimeZoneRules(named: name) { _ in
                Issue.record("asked for \(name)")
                return nil
            }
        }
    }

    @Test func anUnknownZoneIsNamed() {
        #expect(throws: BusinessTimeError.unknownZone("Europe/Berlino")) {
            try Zones.named("Europe/Berlino")
        }
    }
}
