/// Reads time zone files: RFC 8536 (and its successor 9636), versions 1 to 4.
///
/// The bytes may be anything: whatever they are, reading ends after work in proportion to their number, with rules or
/// an error.
struct TZifReader {
    /// The offsets that RFC 8536 §3.2 allows: above -25 and below 26 hours.
    static let offsets: ClosedRange<Int32> = -89_999...93_599
    /// The largest file of tzdata has 4 KiB.
    static let largestFile = 128 * 1024
    /// 2400-01-01: tables end long before, and those of calendars reach 400 years beyond the last change.
    static let latestChange: Int64 = 13_569_465_600

    private struct Header {
        var version: UInt8
        var isUTCount: Int
        var isStandardCount: Int
        var leapCount: Int
        var timeCount: Int
        var typeCount: Int
        var characterCount: Int

        func length(timeSize: Int) -> Int {
            timeCount * (timeSize + 1) + typeCount * 6 + characterCount + leapCount * (timeSize + 4) + isStandardCount
                + isUTCount
        }
    }

    private let bytes: [UInt8]
    private var position = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    static func read(_ bytes: [UInt8]) throws(BusinessTimeError) -> TimeZoneRules {
        guard bytes.count <= largestFile else {
            throw .zoneFile(problem: "larger than \(largestFile) bytes", offset: largestFile)
        }
        var reader = TZifReader(bytes)
        let header = try reader.header()
        guard header.version != 0 else { return try reader.rules(header, timeSize: 4, hasFooter: false) }
        // Version 2 and up repeat everything with 64-bit times: the first block is for old readers only.
        try reader.require(header.length(timeSize: 4))
        reader.position += header.length(timeSize: 4)
        return try reader.rules(try reader.header(), timeSize: 8, hasFooter: true)
    }

    private mutating func header() throws(BusinessTimeError) -> Header {
        try require(44)
        guard bytes[position...].starts(with: "TZif".utf8) else { throw failure("no TZif header") }
        let version = bytes[position + 4]
        guard version == 0 || (UInt8(ascii: "2")...UInt8(ascii: "9")).contains(version) else {
            throw failure("unknown version")
        }
        position += 20
        return Header(
            version: version, isUTCount: Int(integer(4)), isStandardCount: Int(integer(4)),
            leapCount: Int(integer(4)), timeCount: Int(integer(4)), typeCount: Int(integer(4)),
            characterCount: Int(integer(4)))
    }

    private mutating func rules(_ header: Header, timeSize: Int, hasFooter: Bool) throws(BusinessTimeError)
        -> TimeZoneRules
    {
        try require(header.length(timeSize: timeSize))
        guard (1...256).contains(header.typeCount) else { throw failure("no local time types, or too many") }
        // Such tables, as under "right/", end where the next leap second is not known: the coming years are missing.
        guard header.leapCount == 0 else { throw failure("the zone counts leap seconds; take one outside right/") }
        var times: [Int64] = []
        for _ in 0..<header.timeCount { times.append(signed(timeSize)) }
        let typeIndices = bytes[position..<position + header.timeCount].map(Int.init)
        position += header.timeCount
        var types: [Int32] = []
        for _ in 0..<header.typeCount {
            let offset = Int32(truncatingIfNeeded: signed(4))
            guard Self.offsets.contains(offset) else { throw failure("an offset of \(offset) seconds") }
            types.append(offset)
            position += 2
        }
        position += header.characterCount
        position += header.isStandardCount + header.isUTCount

        var changes: [TimeZoneRules.Change] = []
        for (time, type) in zip(times, typeIndices) {
            guard type < types.count else { throw failure("a change to a type that is not there") }
            guard time <= Self.latestChange, time > changes.last?.start ?? .min else {
                throw failure("changes out of order, or after the year 2400")
            }
            changes.append(TimeZoneRules.Change(start: time, offset: types[type]))
        }
        return TimeZoneRules(initialOffset: types[0], changes: changes, rule: hasFooter ? try footer() : nil)
    }

    /// The rule between two newlines after the second block; nil where it is empty.
    private mutating func footer() throws(BusinessTimeError) -> PosixRule? {
        try require(2)
        let text = bytes[(position + 1)...].prefix(256).prefix { $0 != UInt8(ascii: "\n") }
        guard bytes[position] == UInt8(ascii: "\n"), text.endIndex < bytes.count,
            bytes[text.endIndex] == UInt8(ascii: "\n")
        else { throw failure("no footer") }
        guard !text.isEmpty else { return nil }
        guard let rule = PosixRule(text) else { throw failure("a footer that cannot be read") }
        return rule
    }

    private func require(_ count: Int) throws(BusinessTimeError) {
        guard bytes.count - position >= count else { throw failure("the file is cut short") }
    }

    private func failure(_ problem: String) -> BusinessTimeError { .zoneFile(problem: problem, offset: position) }

    /// A big-endian integer; the caller has made sure of its bytes.
    private mutating func integer(_ size: Int) -> UInt64 {
        defer { position += size }
        return bytes[position..<position + size].reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func signed(_ size: Int) -> Int64 {
        let value = integer(size)
        return size == 4 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
    }
}

extension TimeZoneRules {
    /// Reads a TZif file. Throws `BusinessTimeError.zoneFile` where the bytes are none.
    package init(tzif bytes: [UInt8]) throws(BusinessTimeError) {
        self = try TZifReader.read(bytes)
    }
}
