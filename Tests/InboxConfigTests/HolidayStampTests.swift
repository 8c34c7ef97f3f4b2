import InboxConfig
import Testing

@Suite struct HolidayStampTests {
    @Test func aChangedAReplacedAndAMissingFileAreNoticed() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try folder.write("BEGIN:VCALENDAR\nEND:VCALENDAR\n", to: "days.ics")
        try folder.write(
            """
            calendars:
              office: {timezone: UTC, hours: {mon-sun: "08:00-17:00"}, holidays: [{ics: days.ics}]}
            queues: {general: {}}
            """, to: "inboxd.yaml")
        let loaded = ConfigurationLoader.load(
            path: folder.path + "/inboxd.yaml", environment: [:], credentialsDirectory: nil
        ).configuration
        let stamps = try #require(loaded).holidayFiles
        #expect(stamps.paths == [folder.path + "/days.ics"])
        #expect(FileStamps(of: stamps.paths) == stamps)
        try folder.write("BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n", to: "days.ics")
        let changed = FileStamps(of: stamps.paths)
        #expect(changed != stamps)
        folder.remove()
        #expect(FileStamps(of: stamps.paths) != changed)
    }
}
