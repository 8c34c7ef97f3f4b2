import BusinessTime

/// UTC seconds of "2026-03-29T01:00" or "2026-03-29T01:00:30".
func seconds(_ text: String) throws -> Int64 {
    let parts = text.split(separator: "T")
    let clock = parts[1].split(separator: ":").map { Int64($0) ?? 0 }
    let day = try Int64(LocalDate(parsing: parts[0]).dayNumber)
    return day * 86_400 + clock[0] * 3600 + clock[1] * 60 + (clock.count > 2 ? clock[2] : 0)
}

/// UTC milliseconds of the same.
func utc(_ text: String) throws -> Int64 { try seconds(text) * 1000 }

/// Back again, for readable failures.
func text(_ milliseconds: Int64?) -> String? {
    milliseconds.map { TimeZoneRules.utc.local(at: $0 / 1000).description + ($0 % 1000 == 0 ? "" : ".\($0 % 1000)") }
}

let minute: Int64 = 60_000
let hour: Int64 = 60 * minute
