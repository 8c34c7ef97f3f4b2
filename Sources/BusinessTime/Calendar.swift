/// Working hours, holidays and a time zone: answers what is working time and what is not.
package struct Calendar: Sendable {
    package let name: String

    package init(name: String) {
        self.name = name
    }

    /// The first instant (UTC milliseconds) by which `milliseconds` of working time have passed since `start`; nil
    /// where the calendar never has as much.
    package func due(from start: Int64, milliseconds: Int64) -> Int64? { nil }

    /// Milliseconds of working time inside [start, end); 0 where `end` is not after `start`.
    package func elapsed(from start: Int64, to end: Int64) -> Int64 { 0 }

    package func isOpen(at instant: Int64) -> Bool { false }
}
