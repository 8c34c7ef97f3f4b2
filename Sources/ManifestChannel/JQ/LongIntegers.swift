/// Numbers that jq would round: it knows only doubles.
enum LongIntegers {
    /// The JSON text with every integer of 16 digits or more, outside strings, put in quotation marks. The text may be
    /// anything; where it is no JSON it stays none.
    static func quoted(in json: [UInt8]) -> [UInt8] {
        let places = json.withUnsafeBufferPointer(places)
        guard !places.isEmpty else { return json }
        var quoted: [UInt8] = []
        quoted.reserveCapacity(json.count + 2 * places.count)
        var end = 0
        for place in places {
            quoted += json[end..<place.lowerBound]
            quoted.append(UInt8(ascii: "\""))
            quoted += json[place]
            quoted.append(UInt8(ascii: "\""))
            end = place.upperBound
        }
        return quoted + json[end...]
    }

    private static func places(in json: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        var places: [Range<Int>] = []
        var i = 0
        while i < json.count {
            let byte = json[i]
            if byte == UInt8(ascii: "\"") {
                i = endOfString(json, from: i)
            } else if byte == UInt8(ascii: "-") || isDigit(byte) {
                let start = i
                i += 1
                while i < json.count, isDigit(json[i]) { i += 1 }
                let digits = i - start - (byte == UInt8(ascii: "-") ? 1 : 0)
                if continuesNumber(json, at: i) {
                    while i < json.count, isDigit(json[i]) || continuesNumber(json, at: i) { i += 1 }
                } else if digits >= 16 {
                    places.append(start..<i)
                }
            } else {
                i += 1
            }
        }
        return places
    }

    private static func endOfString(_ json: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var i = start + 1
        while i < json.count, json[i] != UInt8(ascii: "\"") {
            i += json[i] == UInt8(ascii: "\\") ? 2 : 1
        }
        return i + 1
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    private static func continuesNumber(_ json: UnsafeBufferPointer<UInt8>, at i: Int) -> Bool {
        guard i < json.count else { return false }
        switch json[i] {
        case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "+"), UInt8(ascii: "-"): return true
        default: return false
        }
    }
}
