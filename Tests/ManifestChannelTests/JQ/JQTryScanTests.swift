import Testing

@testable import ManifestChannel

@Suite struct JQTryScanTests {
    @Test(arguments: [
        ("if (tonumber? // null) == null then 1 else 2 end", [1]), (".a\n| tonumber?\n| .b", [2]),
        ("(try fromjson catch null) | .a", [1]), ("try .a catch .b", [1]), ("[.[] | (.x | tonumber?) | .y]", [1]),
        ("\"\\(.a | tonumber?)\" | .b", [1]), ("[.a | tonumber? | .b]", [1]),
    ])
    func findsWhatHidesLaterErrors(_ program: String, lines: [Int]) {
        #expect(JQTryScan(program).lines == lines)
    }

    @Test(arguments: [
        "[tonumber?] == []", "[.a | try fromjson catch null][0]", ".a? // .b?", ".[]?", ".a.b[0]?", ".\"odd name\"?",
        "$x.a[]?", "# tonumber? | .a", "\"tonumber? | .a\"", "\"\\([.a | tonumber?][0]) ?\" | .b", ".try | .a",
        "$try | .a",
        "[(.x | tonumber?)][0] | .y", "\"a\\\"? | b\" | .c", ".entry[]?.changes[]? | .a",
    ])
    func leavesTheRestAlone(_ program: String) {
        #expect(JQTryScan(program).lines.isEmpty)
    }
}
