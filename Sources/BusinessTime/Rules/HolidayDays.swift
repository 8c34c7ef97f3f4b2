/// Which holiday holds on which day, for every day of a range that has one.
struct HolidayDays {
    /// In order; `holiday` is an index of the list that was given.
    let list: [(day: Int, holiday: Int)]

    init(_ holidays: [Holiday], over days: Range<Int>) {
        var yearly: [Int: Int] = [:]
        var dated: [Int: Int] = [:]
        // The strongest comes last and stays; among equals that is the one listed last.
        let weakestFirst = holidays.indices.sorted { a, b in
            (holidays[a].precedence, a) < (holidays[b].precedence, b)
        }
        for index in weakestFirst {
            if case .yearly(let month, let day) = holidays[index].days { yearly[month * 100 + day] = index }
            for day in (holidays[index].datedDays.map(Range.init) ?? 0..<0).clamped(to: days) { dated[day] = index }
        }
        let datesOfYear = yearly.sorted { $0.key < $1.key }
        var list: [(day: Int, holiday: Int)] = dated.map { (day: $0.key, holiday: $0.value) }
        for year in LocalDate(dayNumber: days.lowerBound).year...LocalDate(dayNumber: days.upperBound).year {
            for (date, index) in datesOfYear {
                guard let date = LocalDate(year: year, month: date / 100, day: date % 100) else { continue }
                let day = date.dayNumber
                if days.contains(day), dated[day] == nil { list.append((day, index)) }
            }
        }
        self.list = list.sorted { $0.day < $1.day }
    }
}
