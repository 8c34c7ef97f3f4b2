import ChannelKit
import Testing

@Suite struct JSONValueTests {
    @Test(arguments: [
        ("null", JSONValue.null), (" true ", .bool(true)), ("-0.5e+3", .number("-0.5e+3")),
        ("12345678901234567890", .number("12345678901234567890")),
        (#""a\"\\\/\b\f\n\r\té""#, .string("a\"\\/\u{8}\u{c}\n\r\té")),
        (#""\u00e9\ud83d\ude00""#, .string("é😀")), (#""\ud83d x""#, .string("\u{FFFD} x")),
        (#"[1, [], {}]"#, .array([.number("1"), .array([]), .object([])])),
        (#"{"a": {"b": 1}}"#, .object([("a", .object([("b", .number("1"))]))])),
    ])
    func reads(_ text: String, value: JSONValue) throws {
        let read = try JSONValue(parsing: text)
        #expect(read == value)
        #expect(try JSONValue(parsing: read.json) == value)
    }

    @Test(arguments: [
        "", " ", "nul", "tru", "01", "-", "1.", ".5", "1e", "+1", "NaN", "'a'", "\"a", "\"\u{1}\"", #""\x""#,
        #""\u12""#,
        #""\"#, "[1,]", "[1 2]", "[", "{", #"{"a"}"#, #"{"a":}"#, #"{a:1}"#, #"{"a":1,}"#, "1 2", "[1]]",
    ])
    func refuses(_ text: String) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
    }

    @Test func refusesDeepNesting() throws {
        _ = try JSONValue(parsing: String(repeating: "[", count: 256) + String(repeating: "]", count: 256))
        for open in ["[", #"{"a":"#] {
            #expect(throws: JSONError.tooDeep) { try JSONValue(parsing: String(repeating: open, count: 100_000)) }
        }
    }

    @Test func everyCutOfATextIsRefusedOrRead() {
        let text = Array(#"{"a":["x\u00e9\n",-1.5e3,true,null,{"b":{}}]}"#.utf8)
        for end in text.indices {
            #expect(throws: JSONError.self) { try JSONValue(parsing: Array(text[..<end])) }
        }
    }

    @Test func comparesByMeaning() throws {
        let a = try JSONValue(parsing: #"{"a":1,"b":[1.0]}"#)
        let b = try JSONValue(parsing: #"{"b":[1],"a":1e0}"#)
        #expect(a == b)
        #expect(a.hashValue == b.hashValue)
        #expect(try JSONValue(parsing: "12345678901234567890") != JSONValue(parsing: "12345678901234567891"))
    }

    @Test func controlCharactersAreEscaped() {
        #expect(JSONValue.string("\u{0}\u{1f}\u{7f}\"\\").json == #""\u0000\u001f\u007f\"\\""#)
    }
}

@Suite struct JSONPathTests {
    static let text = Array(#"{"a":{"b":[{"id":"x"},{"id":7},{}]},"odd name":true,"n":null,"a.b":1}"#.utf8)

    @Test(arguments: [
        (".a.b[].id", ["x", "7"]), (".a.b[1].id", ["7"]), (".a.b[9].id", []), (#"."odd name""#, ["true"]),
        (#".["odd name"]"#, ["true"]), (#"["a.b"]"#, nil), (#".["a.b"]"#, ["1"]), (".a[0]", []), (".missing.too", []),
    ])
    func follows(_ path: String, values: [String]?) throws {
        guard let values else {
            #expect(JSONPath(path) == nil)
            return
        }
        let found = try #require(JSONPath(path)).values(in: Self.text)
        #expect(found.compactMap(\.scalarText) == values)
    }

    @Test(arguments: ["a", "", ".a..b", ".a[", ".a[-1]", ".a[x]", ".1a", ".a b", ".a|.b", #".""#])
    func refuses(_ path: String) {
        #expect(JSONPath(path) == nil)
    }

    @Test func aBrokenTextHasNoValues() throws {
        let path = try #require(JSONPath(".a"))
        #expect(throws: JSONError.self) { try path.values(in: Array(#"{"a":1"#.utf8)) }
        #expect(path.text(in: Array(#"{"a":1}x"#.utf8)) == nil)
    }
}
