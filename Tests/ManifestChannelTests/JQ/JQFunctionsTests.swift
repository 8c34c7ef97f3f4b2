import ChannelKit
import Testing

@testable import ManifestChannel

/// The functions that programs have besides those of jq.
@Suite struct JQFunctionsTests {
    static let limits = JQProgram.Limits(milliseconds: 1000, outputs: 100, bytes: 1 << 20)

    func run(_ source: String, on input: String = "null") throws(JQError) -> [String] {
        try JQProgram(source).run(Array(input.utf8), with: Array("{}".utf8), limits: Self.limits).map(\.json)
    }

    func failure(_ source: String) -> String? {
        do throws(JQError) {
            _ = try run(source)
            return nil
        } catch {
            guard case .failed(let text) = error else { return "\(error)" }
            return text
        }
    }

    @Test(arguments: [
        (#"" a b\n" | trim"#, #""a b""#), (#""\u00a0\t\u2003é\u3000\u0085" | trim"#, #""é""#),
        (#"" \n" | trim"#, #""""#), (#""" | trim"#, #""""#), (#""a" | trim"#, #""a""#),
        (#""Ann.ÄRGER [Z]" | lower"#, #""ann.Ärger [z]""#), (#""Ann" | ascii_downcase"#, #""ann""#),
        (#""usd é{z" | ascii_upcase"#, #""USD é{Z""#),
        (#"["a", null, 1, true, "b"] | join(", ")"#, #""a, , 1, true, b""#), (#"[] | join(",")"#, #""""#),
        (#"["a", "b"] | join("")"#, #""ab""#),
        (#""a\r\nb\r\n" | replace("\r\n"; "\n")"#, #""a\nb\n""#), (#""aaa" | replace("aa"; "b")"#, #""ba""#),
        (#""abc" | replace(""; "x")"#, #""abc""#), (#""abc" | replace("b"; "")"#, #""ac""#),
        (#""abc" | replace("d"; "x")"#, #""abc""#),
        (#"["a", "b", "a"] | [index("a"), rindex("a"), indices("a"), index("c")]"#, "[0, 2, [0, 2], null]"),
        (#""a,b,c" | [index(","), rindex(","), indices(","), index(";")]"#, "[1, 3, [1, 3], null]"),
        (#"[1, 2, 1, 2] | [indices([1, 2]), index([2, 1]), indices([])]"#, "[[0, 2], 1, []]"),
        (#"null | [index("a"), rindex("a"), indices("a")]"#, "[null, null, null]"),
        (#""[1,{\"id\":12345678901234567}]" | fromjson"#, #"[1,{"id":"12345678901234567"}]"#),
    ])
    func changesTexts(_ source: String, output: String) throws {
        #expect(try JSONValue(parsing: run(source)[0]) == JSONValue(parsing: output))
    }

    @Test(arguments: [
        ("<p>Hello</p><p>It was<br>due</p>", "Hello\n\nIt was\ndue\n\n"),
        ("<P class=\"a\">Hello<BR/>you</P>", "Hello\nyou\n\n"), ("<ul><li>a</li></ul>", "- a\n"),
        ("a &lt;b&gt; &amp;amp; &#39;c&#x27; &nbsp;&#8364;&quot;", "a <b> &amp; 'c'  €\""),
        ("&unknown; & &#; &#xZ; &#xD800; &#99999999;", "&unknown; & &#; &#xZ; \u{FFFD} &#99999999;"),
        ("1 < 2 and 3<4", "1 < 2 and 3<4"), ("a<b", "a<b"), ("a<", "a<"), ("</", "</"),
        ("<style>p{color:red}</style>a<script>if (1<2) {}</script>b", "ab"), ("a<style>b", "a"),
        ("a<!-- <p>no</p> -->b<!-- c", "ab<!-- c"), ("<broken>a</pre>b", "ab"), ("", ""),
        ("<averyverylongnameofatag>a", "a"),
    ])
    func readsHTML(_ html: String, text: String) throws {
        let breaks = ##"{"br": "\n", "/p": "\n\n", "li": "- ", "/li": "\n"}"##
        let output = try run("html_text(\(breaks))", on: JSONValue.string(html).json)
        #expect(output == [JSONValue.string(text).json])
    }

    @Test(arguments: ["<a", "<!--", "&#1", "&", "<style>", "<"])
    func readsHTMLInLinearTime(_ part: String) throws {
        let html = String(repeating: part, count: 400_000 / part.utf8.count)
        #expect(try run(#"html_text({}) | type"#, on: JSONValue.string(html).json) == [#""string""#])
    }

    @Test(arguments: [
        (#""<a@x> <b@y>\t<c@z""#, #"["a@x","b@y"]"#), (#""a@x""#, "[]"), (#""<>""#, "[]"), ("null", "[]"),
        (#""<a@x><a@x>""#, #"["a@x","a@x"]"#),
    ])
    func findsMessageIDs(_ field: String, ids: String) throws {
        #expect(try run("message_ids", on: field) == [ids])
    }

    @Test(arguments: [
        (#""ann@example.com""#, #"[{"address":"ann@example.com"}]"#),
        (
            #""\"Example, Ann\" <ann@example.com>, bo@example.net""#,
            #"[{"address":"ann@example.com","name":"Example, Ann"},{"address":"bo@example.net"}]"#
        ),
        (#""Example, Ann <ann@example.com>""#, #"[{"address":"ann@example.com","name":"Example, Ann"}]"#),
        (
            #""\"a@b, \\\"c\\\"\" <d@e>, <f@g>""#,
            #"[{"address":"d@e","name":"a@b, \"c\""},{"address":"f@g"}]"#
        ),
        (#""A <a@b""#, #"[{"address":"a@b","name":"A"}]"#),
        (#""nobody, , undisclosed""#, "[]"), (#""""#, "[]"), ("null", "[]"),
        (#""\"open <a@b>""#, #"[{"address":"a@b","name":"open"}]"#),
    ])
    func readsAddresses(_ field: String, addresses: String) throws {
        let output = try run("addresses", on: field)
        #expect(try JSONValue(parsing: output[0]) == JSONValue(parsing: addresses))
    }

    @Test(arguments: [
        (
            #""Received: by mx\r\nSubject: My\r\n parcel\r\nX-Url: http://a:1/\r\n\r\nnone""#,
            #"{"subject":"My parcel","x-url":"http://a:1/"}"#
        ),
        (#""A: 1\nB:2\n\t3\nA: 4\n: 5""#, #"{"a":"4","b":"2 3"}"#),
        (#"[["Message-Id","<a@x>"],["received","by mx"],["To",null],["",""]]"#, #"{"message-id":"<a@x>"}"#),
        ("[]", "{}"), ("null", "{}"), (#""""#, "{}"),
    ])
    func readsHeaders(_ header: String, fields: String) throws {
        #expect(try JSONValue(parsing: run("header_fields", on: header)[0]) == JSONValue(parsing: fields))
    }

    @Test func limitsHeaders() throws {
        #expect(try run(#"[range(150) | ["N\(.)", "v"]] | header_fields | length"#) == ["100"])
        #expect(try run(#"[["A", "é" * 3000]] | header_fields.a | length"#) == ["2000"])
        #expect(try run(#""A: " + "é" * 3000 | header_fields.a | length"#) == ["2000"])
        #expect(try run(#""\("<" + "a" * 513 + "> <b>")" | message_ids"#) == [#"["b"]"#])
        #expect(try run(#""\("a@" * 300)" | addresses"#) == ["[]"])
    }

    @Test(arguments: [
        ("1 | lower", "lower takes a text"), ("null | trim", "trim takes a text"), ("{} | join(\",\")", "join takes"),
        ("[{}] | join(\",\")", "join takes"), ("[1] | join(1)", "join takes"),
        ("\"a\" | replace(1; \"\")", "replace takes"),
        ("1 | html_text({})", "html_text takes"), ("\"\" | html_text(1)", "html_text takes"),
        ("\"[\" | fromjson", "it ends"), ("1 | fromjson", "fromjson takes"), ("1 | addresses", "addresses takes"),
        ("{} | header_fields", "header_fields takes"), ("[1] | header_fields", "header_fields takes"),
        ("[[\"a\", 1]] | header_fields", "no text"), ("1 | message_ids", "message_ids takes"),
        ("[] | present", "present takes"), ("1 | index(1)", "a list or a text only"),
        ("{} | seconds_ms", "no number of seconds"),
        ("\"1e3\" | seconds_ms", "no number of seconds"), ("\"x\" | rfc3339_ms", "no RFC 3339 time"),
        ("[\"a\" * 1000 | explode[] | \"a\" * 20000] | join(\"\")", "too long"),
        ("\"a\" * 1000 | replace(\"a\"; \"b\" * 20000)", "too long"),
        ("\"<p>\" * 1000 | html_text({p: (\"b\" * 20000)})", "too long"),
    ])
    func refuses(_ source: String, reason: String) {
        #expect(failure(source)?.contains(reason) == true, "\(failure(source) ?? "no error")")
        #expect((try? run("try (\(source)) catch \"caught\"")) == [#""caught""#])
    }

    /// What generates several values, and what fails on the way, leaves nothing behind for the next call.
    @Test func callsDoNotMix() throws {
        #expect(
            try run(#"["A", "B"] | [.[] | lower] | join("-", "+") | replace("a", "b"; "c")"#)
                == [#""c-b""#, #""a-c""#, #""c+b""#, #""a+c""#])
        #expect(try run(#"[("A", 1, "B") | try lower catch "no"]"#) == [#"["a","no","b"]"#])
        #expect(
            try run(#"{a: ("X" | lower), b: ({c: ("Y" | lower), d: null} | present)}"#) == [#"{"a":"x","b":{"c":"y"}}"#]
        )
    }

    /// The way by which the functions are called is not for programs.
    @Test(arguments: ["\"A\" | debug | \"lower\" | debug | input", "\"A\" | debug | \"nope\" | debug | input"])
    func programsCallByNameAlone(_ source: String) {
        #expect(failure(source)?.contains("not available") == true)
    }

    @Test(arguments: [
        ("$inbox + $headers.x", "headers inbox"), (".a # $query", "query"), ("$inboxes", ""), ("1", ""),
        ("\"\\($received_at)\"", "received_at"), ("$__loc__", ""),
    ])
    func knowsWhichVariablesAreNamed(_ source: String, names: String) {
        #expect(JQVariable.named(in: source).map(\.rawValue).sorted().joined(separator: " ") == names)
    }

    @Test(arguments: ["$ inbox", "$", "$# one\n inbox", "\"costs $\""])
    func takesAllWhereItCannotTell(_ source: String) {
        #expect(JQVariable.named(in: source) == Set(JQVariable.allCases))
    }

    @Test func bindsWhatStandsBehindSpace() throws {
        let values = try JQProgram("$ # the\n inbox, $\tENV").run(
            Array("null".utf8), with: Array(#"{"inbox":"i"}"#.utf8), limits: Self.limits)
        #expect(values.map(\.json) == [#""i""#, "{}"])
    }
}
