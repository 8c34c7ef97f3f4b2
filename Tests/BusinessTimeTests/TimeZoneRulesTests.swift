import Testing

@testable import BusinessTime

@Suite struct TimeZoneRulesTests {
    @Test(arguments: [
        ("Europe/Berlin", "2026-03-29T00:59:59", Int32(3600)), ("Europe/Berlin", "2026-03-29T01:00:00", 7200),
        ("Europe/Berlin", "2026-10-25T00:59:59", 7200), ("Europe/Berlin", "2026-10-25T01:00:00", 3600),
        ("Europe/Berlin", "2050-03-27T00:59:59", 3600), ("Europe/Berlin", "2050-03-27T01:00:00", 7200),
        ("Europe/Berlin", "1975-07-01T00:00:00", 3600), ("Europe/Berlin", "2150-07-01T00:00:00", 7200),
        ("America/New_York", "2026-03-08T06:59:59", -18_000), ("America/New_York", "2026-03-08T07:00:00", -14_400),
        ("America/New_York", "2026-11-01T06:00:00", -18_000), ("America/New_York", "2050-11-06T05:59:59", -14_400),
        ("Australia/Lord_Howe", "2026-04-04T14:59:59", 39_600), ("Australia/Lord_Howe", "2026-04-04T15:00:00", 37_800),
        ("Australia/Lord_Howe", "2026-10-03T15:30:00", 39_600),
        ("Africa/Casablanca", "2024-03-10T01:59:59", 3600), ("Africa/Casablanca", "2024-03-10T02:00:00", 0),
        ("Africa/Casablanca", "2024-04-14T02:00:00", 3600), ("Africa/Casablanca", "2150-07-01T00:00:00", 3600),
        ("Asia/Kolkata", "2026-07-01T00:00:00", 19_800), ("Asia/Kolkata", "2050-07-01T00:00:00", 19_800),
        ("UTC", "2026-07-01T00:00:00", 0),
    ])
    func knowsTheOffset(name: String, at: String, offset: Int32) throws {
        #expect(try Zones.named(name).offset(at: seconds(at)) == offset)
    }

    @Test(arguments: [
        ("Europe/Berlin", "2026-03-29T02:30:00", LocalMapping.skipped(at: 1_774_746_000)),
        ("Europe/Berlin", "2026-03-29T02:00:00", .skipped(at: 1_774_746_000)),
        ("Europe/Berlin", "2026-03-29T01:59:59", .once(1_774_745_999)),
        ("Europe/Berlin", "2026-03-29T03:00:00", .once(1_774_746_000)),
        ("Europe/Berlin", "2026-10-25T02:30:00", .twice(1_792_888_200, 1_792_891_800)),
        ("Europe/Berlin", "2026-10-25T03:00:00", .once(1_792_893_600)),
        ("Asia/Kolkata", "1970-01-01T05:30:00", .once(0)),
        ("Pacific/Apia", "2011-12-30T12:00:00", .skipped(at: 1_325_239_200)),
    ])
    func mapsWallTimesToInstants(name: String, wall: String, expected: LocalMapping) throws {
        let zone = try Zones.named(name)
        let wallSeconds = try seconds(wall)
        let local = LocalDateTime(
            date: LocalDate(dayNumber: Int(wallSeconds / 86_400)), secondOfDay: Int(wallSeconds % 86_400))
        #expect(zone.instants(of: local) == expected)
        if case .once(let instant) = expected { #expect(zone.local(at: instant) == local) }
        if case .twice(let first, let second) = expected {
            #expect(zone.local(at: first) == local)
            #expect(zone.local(at: second) == local)
        }
        #expect(local.description == wall)
    }

    @Test(arguments: [Int64.min, -1 << 60, 1 << 60, .max])
    func anyInstantHasAnAnswer(instant: Int64) throws {
        let zone = try Zones.named("Europe/Berlin")
        #expect(abs(zone.offset(at: instant)) <= 7200)
        _ = zone.local(at: instant)
    }
}
