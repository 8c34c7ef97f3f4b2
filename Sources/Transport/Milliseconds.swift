/// Durations as libcurl takes them.
enum Milliseconds {
    /// At least one: zero would mean no limit.
    static func positive(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        let bounded = min(max(seconds, 0), 1_000_000)
        return max(1, Int(bounded) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}
