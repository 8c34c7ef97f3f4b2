import BusinessTime
import Testing

@Suite struct HoursIntervalTests {
    @Test(arguments: ["08:00-12:00", "00:00-24:00", "22:00-06:00", "22:00-24:00", "22:00-00:00", "23:59-24:00"])
    func readsWhatItWrites(text: String) throws {
        #expect(try HoursInterval(parsing: text).description == text)
    }

    @Test(arguments: [
        ("8:00-12:00", "\"8:00\" is no time of day"), ("08:00-25:00", "\"25:00\" is no time of day"),
        ("08:60-12:00", "\"08:60\" is no time of day"), ("08:00-24:01", "\"24:01\" is no time of day"),
        ("08:00", "HH:MM-HH:MM"), ("08:00-12:00-13:00", "HH:MM-HH:MM"), ("", "HH:MM-HH:MM"),
        ("08:00 - 12:00", "\"08:00 \" is no time of day"), ("24:00-06:00", "24:00 can only be an end"),
        ("08:00-08:00", "it has no length"), ("00:00-00:00", "a whole day is 00:00-24:00"),
        ("-08:00", "\"\" is no time of day"), ("08.00-12.00", "\"08.00\" is no time of day"),
    ])
    func refusesWhatIsNone(text: String, hint: String) {
        let error = #expect(throws: BusinessTimeError.self) { try HoursInterval(parsing: text) }
        #expect(error?.description.contains(hint) == true, "\(String(describing: error))")
    }

    @Test func aTimeOfDayHasItsBounds() {
        #expect(LocalTime(minute: -1) == nil)
        #expect(LocalTime(minute: 0) == .midnight)
        #expect(LocalTime(minute: 1440) == .endOfDay)
        #expect(LocalTime(minute: 1441) == nil)
        #expect(LocalTime("09:05")?.minute == 545)
        #expect(LocalTime("24:00")?.description == "24:00")
    }
}
