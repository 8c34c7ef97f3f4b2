/// Which holiday holds on which day, for every day of a range that has one, in order.
struct HolidayDays: Sequence {
    private let list: [(day: Int, holiday: Holiday)]

    init(_ holidays: [Holiday], over days: Range<Int>) {
        var yearly: [Int: Holiday] = [:]
        var dated: [Int: Holiday] = [:]
        // Sorting keeps the order of equals only by their place in the list.
        let weakestFirst = holidays.enumerated().sorted {
            ($0.element.precedence, $0.offset) < ($1.element.precedence, $1.offset)
        }
        for (_, holiday) in weakestFirst {
            if case .yearly(let month, let day) = holiday.days { yearly[month * 100 + day] = holiday }
            for day in (holiday.datedDays.map(Range.init) ?? 0..<0).clamped(to: days) { dated[day] = holiday }
        }
        let datesOfYear = yearly.sorted { $0.key < $1.key }
        var list: [(day: Int, holiday: Holiday)] = []
        let years = LocalDate(dayNumber: days.lowerBound).year...LocalDate(dayNumber: days.upperBound).year
        for year in years {
            for (date, holiday) in datesOfYear {
                guard let date = LocalDate(year: year, month: date / 100, day: date % 100) else { continue }
                let day = date.dayNumber
                if days.contains(day), dated[day] == nil { list.append((day, holiday)) }
            }
        }
        list += dated.map { (day: $0.key, holiday: $0.value) }
        self.list = list.sorted { $0.day < $1.day }
    }

    func makeIterator() -> IndexingIterator<[(day: Int, holiday: Holiday)]> { list.makeIterator() }
}
