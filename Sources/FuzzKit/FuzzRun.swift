import Glibc

/// Rounds of one target, on the calling thread.
package struct FuzzRun {
    /// What one run found.
    package struct Report: Sendable {
        package var rounds = 0
        package var slowest = Duration.zero
        package var slowestRound = 0
        /// Bytes by which the process's memory grew after the first tenth; 0 where that is not limited.
        package var growth = 0
        /// Of the round that was wrong; nil where none was.
        package var failure: (round: Int, what: String)?
    }

    package var target: FuzzTarget
    package var seed: UInt64
    /// One input may not take longer.
    package var timeLimit: Duration
    /// Bytes by which the process may grow; nil where others use it too, and nothing follows from its size.
    package var growthLimit: Int?

    package init(_ target: FuzzTarget, seed: UInt64, timeLimit: Duration, growthLimit: Int? = nil) {
        self.growthLimit = growthLimit
        self.target = target
        self.seed = seed
        self.timeLimit = timeLimit
    }

    /// Until the rounds are done, the time is over, or one is wrong. `before` is told of each round: whoever watches over
    /// the process learns there which one it was.
    package func run(
        from first: Int = 0, rounds: Int = .max, duration: Duration? = nil, before: (Int) -> Void = { _ in }
    ) -> Report {
        let mutator = Mutator(target, seed: seed)
        let clock = ContinuousClock()
        let start = clock.now
        var report = Report()
        var memory: Int?
        while report.rounds < rounds {
            let elapsed = clock.now - start
            if let duration, elapsed >= duration { break }
            let isWarm = report.rounds * 10 >= rounds || duration.map { elapsed * 10 >= $0 } == true
            if memory == nil, isWarm, growthLimit != nil { memory = Self.residentBytes() }
            let round = first + report.rounds
            before(round)
            let input = mutator.input(round: round)
            let begin = clock.now
            let problem = target.read(input)
            let taken = clock.now - begin
            report.rounds += 1
            if taken > report.slowest { (report.slowest, report.slowestRound) = (taken, round) }
            if let problem {
                report.failure = (round, problem)
                break
            }
            if taken > timeLimit {
                report.failure = (round, "took \(taken) for \(input.count) bytes")
                break
            }
        }
        if let memory { report.growth = max(0, Self.residentBytes() - memory) }
        if report.failure == nil, let growthLimit, report.growth > growthLimit {
            report.failure = (first + report.rounds - 1, "memory grew by \(report.growth) bytes")
        }
        return report
    }

    /// Of this process, once the allocator has given back what is free: how far that is spread over pages hangs on the
    /// largest inputs, and is no growth. 0 where the system does not say.
    private static func residentBytes() -> Int {
        if let address = dlsym(nil, "malloc_trim") {
            _ = unsafeBitCast(address, to: (@convention(c) (Int) -> Int32).self)(0)
        }
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
        let fields = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }.split(separator: UInt8(ascii: " "))
        guard fields.count > 1, let pages = Int(String(decoding: fields[1], as: UTF8.self)) else { return 0 }
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }
}
