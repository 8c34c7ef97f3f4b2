import ChannelKit
import Dispatch
import Testing

@testable import ManifestChannel

@Suite struct JQProgramTests {
    /// The time of a busy machine: what is to end ends long before, and what never ends takes all of it.
    static let limits = JQProgram.Limits(milliseconds: 200, outputs: 100, bytes: 1 << 16)

    /// What a program makes of an input, as JSON texts.
    func run(_ source: String, on input: String = "null", with variables: String = "{}") throws(JQError) -> [String] {
        try JQProgram(source).run(Array(input.utf8), with: Array(variables.utf8), limits: Self.limits).map(\.json)
    }

    @Test func givesEveryOutput() throws {
        #expect(try run(".[] | {a: .}", on: "[1,\"é\"]") == [#"{"a":1}"#, #"{"a":"é"}"#])
        #expect(try run("empty") == [])
    }

    @Test(arguments: [
        #"["a\"\\\n\u001f\u0000é😀",""]"#, "[0,1,-1,1.5,-0.25,900719925474099,1e300,1700000000123]",
        #"{"a":{"b":[{},[],null,true,false]}}"#,
    ])
    func writesJSON(_ json: String) throws {
        #expect(try JSONValue(parsing: run(".", on: json)[0]) == JSONValue(parsing: json))
    }

    @Test func refusesToWriteDeepValues() {
        #expect(throws: JQError.failed("an output is nested too deeply")) {
            try run("reduce range(300) as $i (0; [.])")
        }
    }

    @Test func seesItsVariables() throws {
        let variables = #"{"headers":{"h":"1"},"query":{"q":"2"},"settings":{"s":"3"},"inbox":"i","received_at":4}"#
        #expect(
            try run("[$headers.h, $query.q, $settings.s, $inbox, $received_at]", with: variables) == [
                #"["1","2","3","i",4]"#
            ])
    }

    @Test(arguments: [
        "def f: f; f", "[range(1e12)]", "def f: 1 + f; f", "[repeat(.)]", "def f: [.] | f; f", "last(repeat(.))",
        "until(false; .)", "reduce range(1e12) as $i (0; . + 1)",
    ])
    func stopsLoops(_ source: String) {
        #expect(throws: JQError.timeLimit) { try run(source) }
    }

    @Test(arguments: ["repeat(.)", "range(101)", "range(50) | [range(1000)]"])
    func limitsItsOutput(_ source: String) {
        #expect(throws: JQError.outputLimit) { try run(source) }
    }

    /// Nothing of the process or of the machine is to be had.
    @Test(arguments: [
        ("env", ["{}"]), ("$ENV", ["{}"]), ("$ENV.HOME", ["null"]), ("[inputs]", ["[]"]), ("debug", ["null"]),
        ("stderr", ["null"]), ("debug(\"x\")", ["null"]), ("input_filename", ["null"]), ("get_search_list", ["[]"]),
        ("input_line_number", ["0"]),
    ])
    func isAlone(_ source: String, outputs: [String]) throws {
        #expect(try run(source) == outputs)
    }

    @Test(arguments: [
        "halt", "halt_error", "halt_error(0)", "input", "now", "localtime", "\"x\" | modulemeta",
        "strflocaltime(\"%Y\")",
    ])
    func refusesWhatReachesOut(_ source: String) throws {
        let error = #expect(throws: JQError.self) { try run(source) }
        guard case .failed(let text)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(text.contains("not available"))
    }

    /// Each of these ends the process, or never ends, in libjq itself.
    @Test(arguments: [
        ("todate", "1e40"), ("strftime(\"%Y\")", "1e300"), ("date", "-1e18"), ("[todateiso8601]", "99999999999999e9"),
        ("tonumber as $n | [1, 2][$n:]", "\"nan\""), ("[1, 2] | del(.[$query.n | tonumber:])", "0"),
        ("tonumber", "\"1e999\""), ("fromjson as [$n] | [1, 2][$n:]", "\"[nan]\""),
    ])
    func failsWhereLibjqWouldAbort(_ source: String, input: String) {
        let error = #expect(throws: JQError.self) { try run(source, on: input, with: #"{"query":{"n":"nan"}}"#) }
        guard case .failed? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: [
        ("index(\"\")", "\"abc\"", "null"), ("rindex(\"\")", "\"abc\"", "null"), ("indices(\"\")", "\"\"", "null"),
        ("[. - ., ([1, 2] | .[0:1])]", "1e999", "[0,[1]]"), (". - . | . as $n | [1, 2][$n:]", "-1e999", "[1,2]"),
    ])
    func endsWhereLibjqWouldNot(_ source: String, input: String, output: String) throws {
        #expect(try run(source, on: input) == [output])
    }

    @Test(arguments: [
        ("todate", "1700000000.5", #""2023-11-14T22:13:20Z""#), ("gmtime | strftime(\"%Y\")", "0", #""1970""#),
        ("[.[] | tonumber]", #"["12","-1.5e3",7]"#, "[12,-1500,7]"),
        ("fromjson", #""[\"banana\",1]""#, #"["banana",1]"#),
        ("[index(\"b\"), rindex(\"b\"), index(\"x\"), rindex(\"x\")]", #""abcb""#, "[1,3,null,null]"),
        ("[index(2), index([2, 3]), rindex(2)]", "[1,2,3,2]", "[1,1,3]"),
        ("[indices(\"a\", \"b\")]", #""aba""#, "[[0,2],[1]]"),
    ])
    func guardsChangeNothingElse(_ source: String, input: String, output: String) throws {
        #expect(try run(source, on: input) == [output])
    }

    @Test(arguments: [
        "import \"a\" as a; .", "include \"a\"; .", "import \"a\" as $a; $a", "(", ".a.[", "foo", "$foo", "", "\u{0}",
    ])
    func refusesWhatIsNoProgram(_ source: String) {
        let error = #expect(throws: JQError.self) { try JQProgram(source) }
        guard case .compile(line: 1, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func namesTheProgramsOwnLine() {
        #expect(throws: JQError.compile(line: 3, "foo/0 is not defined")) { try JQProgram("# one\n.a |\n foo") }
    }

    @Test(arguments: ["", "{", "1 2", "{\"a\":1}x", "nope", String(repeating: "[", count: 100_000)])
    func refusesInputThatIsNoJSON(_ input: String) {
        let error = #expect(throws: JQError.self) { try run(".", on: input) }
        guard case .notJSON? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: [
        ("\"a", "a string does not end"), ("\"\u{1}\"", "a control character"), (#""\x""#, "an unknown escape"),
        (#""\u12""#, "four digits"), ("[1,]", "no value"), ("{\"a\" 1}", "no colon"), ("{a:1}", "no name"),
        ("[1 2]", "comma"),
        ("{\"a\":1", "comma"), ("01", "begins with 0"), ("1.", "ends with its point"), ("1e", "no digits"),
        ("-", "no value"),
        ("nul", "no value"), ("NaN", "no value"), ("1 2", "more than one"), (" ", "a value must stand"),
        (String(repeating: "[", count: 257), "too deeply"),
    ])
    func saysWhyInputIsNoJSON(_ input: String, reason: String) {
        let error = #expect(throws: JQError.self) { try run(".", on: input) }
        guard case .notJSON(let text)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(text.contains(reason) && text.contains("byte"), "\(text)")
    }

    @Test(arguments: [
        // Integers of 16 digits and more become texts; other numbers stay numbers.
        (#"{"a":12345678901234567,"b":-1234567890123456}"#, #"{"a":"12345678901234567","b":"-1234567890123456"}"#),
        (#"[123456789012345,-7,0,1.5,-2.5e3,1E2]"#, "[123456789012345,-7,0,1.5,-2500,100]"),
        (#"["12345678901234567890",1234567890123456e3]"#, #"["12345678901234567890",1234567890123456000]"#),
        // Escapes, pairs and halves of them.
        (#""\"\\\/\b\f\n\r\t\u0041\u00e4\u20AC\ud83d\ude00""#, #""\"\\/\u0008\u000c\u000a\u000d\u0009Aä€😀""#),
        (#"["\ud83dx","\ude00","\ud83d\u0041"]"#, #"["\#u{FFFD}x","\#u{FFFD}","\#u{FFFD}A"]"#),
        // Space, a byte order mark, and the last of equal names.
        ("\u{FEFF} {\"a\" : 1 ,\n\"a\":\t[ ] , \"b\":{ }}\r\n", #"{"a":[],"b":{}}"#),
        (" [true,false,null] ", "[true,false,null]"), (#""" "#, #""""#),
    ])
    func readsJSON(_ input: String, output: String) throws {
        let outputs = try run(".", on: input)
        #expect(outputs.count == 1)
        #expect(try JSONValue(parsing: outputs[0]) == JSONValue(parsing: output))
    }

    @Test func readsWhatIsNoUTF8() throws {
        let values = try JQProgram(".").run(
            [0x22, 0x61, 0xFF, 0x62, 0x22], with: Array("{}".utf8), limits: Self.limits)
        #expect(values == [.string("a\u{FFFD}b")])
    }

    @Test func anErrorIsNoEndOfTheProgram() throws {
        let program = try JQProgram(".a.b")
        for _ in 0..<3 {
            #expect(throws: JQError.self) {
                try program.run(Array("[1]".utf8), with: Array("{}".utf8), limits: Self.limits)
            }
            let values = try program.run(Array(#"{"a":{"b":1}}"#.utf8), with: Array("{}".utf8), limits: Self.limits)
            #expect(values == [.number("1")])
        }
    }

    @Test(arguments: [
        ("2026-03-02T09:00:00Z", 1_772_442_000_000), ("2026-03-02T09:00:00.1239z", 1_772_442_000_123),
        ("2026-03-02T10:30:00+01:30", 1_772_442_000_000), ("2026-03-01T21:00:00.5-12:00", 1_772_442_000_500),
        ("2026-03-02T09:00:00.999999Z", 1_772_442_000_999), ("2026-03-02T09:00:00.05Z", 1_772_442_000_050),
        ("1970-01-01T00:00:00Z", 0), ("2024-02-29T23:59:60Z", 1_709_251_200_000),
        ("2000-03-01T00:00:00Z", 951_868_800_000),
    ])
    func readsRFC3339(_ text: String, milliseconds: Int) throws {
        #expect(try run("rfc3339_ms", on: "\"\(text)\"") == [String(milliseconds)])
    }

    @Test(arguments: [
        "\"yesterday\"", "1", "null", "\"2026-03-02 09:00\"", "\"2026-0x-02T09:00:00Z\"", "\"2026-03-02T09:00:00\"",
    ])
    func refusesOtherTimes(_ input: String) {
        #expect(throws: JQError.self) { try run("rfc3339_ms", on: input) }
    }

    @Test(arguments: [
        ("\"1700000000.123456\"", "1700000000123"), ("\"1700000000\"", "1700000000000"),
        ("1700000000", "1700000000000"),
        ("1700000000.123", "1700000000123"), ("\"1700000000.5\"", "1700000000500"),
    ])
    func readsSeconds(_ input: String, milliseconds: String) throws {
        #expect(try run("seconds_ms", on: input) == [milliseconds])
    }

    @Test func dropsWhatIsNotPresent() throws {
        #expect(try run("present", on: #"{"a":null,"b":"","c":0,"d":false}"#) == [#"{"c":0,"d":false}"#])
        #expect(try run("present", on: #"{"a":1}"#) == [#"{"a":1}"#])
        #expect(try run("present", on: "{}") == ["{}"])
        #expect(try run("present", on: #"{"a":null,"b":""}"#) == ["{}"])
        #expect(try run("lower", on: "\"Ann.EXAMPLE@x[Z]\"") == ["\"ann.example@x[z]\""])
        #expect(try run("lower", on: "\"ÄRger\"") == ["\"Ärger\""])
        #expect(try run("lower", on: "\"\"") == ["\"\""])
        #expect(try run("ignored(\"typing\")") == [#"{"type":"ignored","reason":"typing"}"#])
    }
}

@Suite struct JQPoolTests {
    /// Loops and honest runs beside each other: each gets its own end, and none that of another.
    @Test func stopsOnlyWhatLoops() throws {
        let pool = try JQPool(
            "if . == 0 then def f: f; f else [range(100)] | length + $inbox end",
            limits: JQProgram.Limits(milliseconds: 5, outputs: 10, bytes: 1 << 16))
        DispatchQueue.concurrentPerform(iterations: 200) { i in
            do throws(JQError) {
                let values = try pool.run(Array(String(i % 10).utf8), with: Array("{\"inbox\":\(i)}".utf8))
                #expect(i % 10 != 0)
                #expect(values == [.number(String(100 + i))])
            } catch {
                #expect(error == .timeLimit)
                #expect(i % 10 == 0)
            }
        }
    }
}
