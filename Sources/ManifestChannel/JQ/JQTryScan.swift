/// Finds where a jq program may lose errors without a word.
///
/// In jq 1.6 `f?` and `try f` also catch what is raised behind them, by whatever takes their output: a later mistake then makes
/// the whole expression give nothing. Inside a list that ends with them, `[f?]`, nothing stands behind them. A path with a
/// question mark, `.a?` or `.[]?`, is of another kind, and catches its own errors alone.
struct JQTryScan {
    /// Line numbers, from 1.
    private(set) var lines: [Int] = []

    private let text: [UInt8]
    private var i = 0
    private var line = 1
    /// The brackets that are open here, and for each which lines wait for its end.
    private var open: [(bracket: UInt8, waiting: [Int])] = [(0, [])]
    /// Of strings with an expression in them: how many brackets are open at each.
    private var interpolations: [Int] = []

    init(_ program: String) {
        text = Array(program.utf8)
        while i < text.count { step() }
        for scope in open { lines += scope.waiting }
        lines = Array(Set(lines)).sorted()
    }

    private mutating func step() {
        let byte = text[i]
        i += 1
        switch byte {
        case UInt8(ascii: "\n"): line += 1
        case UInt8(ascii: "#"): while i < text.count, text[i] != UInt8(ascii: "\n") { i += 1 }
        case UInt8(ascii: "\""): string()
        case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): open.append((byte, []))
        case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): close(byte)
        case UInt8(ascii: "|"): found(open[open.count - 1].waiting)
        case UInt8(ascii: "?"): if !isPath(before: i - 1) { open[open.count - 1].waiting.append(line) }
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"): word()
        default: break
        }
    }

    /// Something stands behind them.
    private mutating func found(_ waiting: [Int]) {
        lines += waiting
        open[open.count - 1].waiting = []
    }

    /// At the end of a list nothing stands behind them; at another bracket's end it may.
    private mutating func close(_ bracket: UInt8) {
        guard open.count > 1, let scope = open.popLast() else { return }
        if bracket != UInt8(ascii: "]") { open[open.count - 1].waiting += scope.waiting }
        if bracket == UInt8(ascii: ")"), interpolations.last == open.count {
            interpolations.removeLast()
            string()
        }
    }

    private mutating func word() {
        let start = i - 1
        while i < text.count, Self.isPartOfName(text[i]) { i += 1 }
        let isPlain = start == 0 || ![UInt8(ascii: "."), UInt8(ascii: "$")].contains(text[start - 1])
        if isPlain, text[start..<i].elementsEqual("try".utf8) { open[open.count - 1].waiting.append(line) }
    }

    /// The rest of a string, up to its end or to an expression in it.
    private mutating func string() {
        while i < text.count {
            let byte = text[i]
            i += 1
            switch byte {
            case UInt8(ascii: "\n"): line += 1
            case UInt8(ascii: "\""): return
            case UInt8(ascii: "\\"):
                guard i < text.count else { return }
                i += 1
                if text[i - 1] == UInt8(ascii: "(") {
                    interpolations.append(open.count)
                    open.append((UInt8(ascii: "("), []))
                    return
                }
            default: break
            }
        }
    }

    /// Whether what ends before `end` is a path: `.name`, `."name"`, `.[…]`, `$name[…]`.
    private func isPath(before end: Int) -> Bool {
        var k = end - 1
        guard k >= 0 else { return false }
        if text[k] == UInt8(ascii: "]") || text[k] == UInt8(ascii: "\"") { return true }
        while k >= 0, Self.isPartOfName(text[k]) { k -= 1 }
        return k >= 0 && text[k] == UInt8(ascii: ".")
    }

    private static func isPartOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
