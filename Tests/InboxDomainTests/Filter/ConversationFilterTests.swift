import InboxDomain
import Testing

@Suite("ConversationFilter")
struct ConversationFilterTests {
    typealias Condition = ConversationFilter.Condition

    static let readsCases: [(String, Condition)] = [
        ("queue:billing", .queue(["billing"])), ("QUEUE:a,b", .queue(["a", "b"])), ("inbox:x", .inbox(["x"])),
        ("channel:whatsapp", .channel(["whatsapp"])), ("is:unassigned", .trait([.unassigned])),
        ("is:Open,overdue", .trait([.open, .overdue])), ("status:pending", .trait([.pending])),
        ("assignee:alice", .assignee(["alice"])), ("priority:high", .priority([.high])),
        ("priority:>=high", .priority([.high, .urgent])), ("priority:<normal", .priority([.low])),
        ("priority:urgent,<=normal", .priority([.low, .normal, .urgent])), ("tag:vip", .tag(["vip"])),
        ("policy:standard", .policy(["standard"])), ("contact:12", .contact([.id(ContactID(12))])),
        ("contact:\"12\",Ann", .contact([.name("12"), .name("Ann")])),
        ("id:7,8", .id([ConversationID(7), ConversationID(8)])),
        ("subject:\"two words\"", .subject(["two words"])), ("due:none", .dueNever),
        ("due:<2h", .due(.init(.less, milliseconds: 2 * hour))),
        ("due:>1d", .due(.init(.greater, milliseconds: 24 * hour))),
        ("age:>=3d", .age(.init(.greaterOrEqual, milliseconds: 72 * hour))),
        ("idle:<=1h30m", .idle(.init(.lessOrEqual, milliseconds: 90 * minute))), ("refund", .text("refund")),
        ("\"queue:x\"", .text("queue:x")), ("a,b", .text("a,b")), ("say\"so now\"", .text("sayso now")),
        (#""a \"b\" \\ \c""#, .text(#"a "b" \ \c"#)), ("tag:\"a,b\",c", .tag(["a,b", "c"])),
        ("\"-minus\"", .text("-minus")), ("x-y", .text("x-y")), ("12:30", .text("12:30")),
    ]

    @Test(
        "reads terms",
        arguments: readsCases)
    func reads(text: String, condition: Condition) throws {
        #expect(try ConversationFilter(parsing: text).terms == [ConversationFilter.Term(condition)])
        let negated = try ConversationFilter(parsing: "  -\(text)\t")
        #expect(negated.terms == [ConversationFilter.Term(condition, isNegated: true)])
        #expect(try ConversationFilter(parsing: negated.description) == negated)
    }

    @Test("reads several terms, and nothing as everything")
    func several() throws {
        let filter = try ConversationFilter(
            parsing: "queue:billing is:unassigned channel:whatsapp due:<2h -tag:vip late order")
        #expect(filter.terms.count == 7)
        #expect(filter.terms.map(\.isNegated) == [false, false, false, false, true, false, false])
        #expect(try ConversationFilter(parsing: "").terms.isEmpty)
        #expect(try ConversationFilter(parsing: " \t ").terms.isEmpty)
    }

    static let errorsCases: [(String, Int, String, String)] = [
        ("queue:a stauts:open", 9, "stauts", "did you mean status?"),
        ("-quue:a", 2, "quue", "did you mean queue?"), ("is:opne", 4, "opne", "did you mean open?"),
        ("is:open,zzzzzzzz", 9, "zzzzzzzz", "known are open, pending"),
        ("status:unassigned", 8, "unassigned", "known are open, pending, snoozed, resolved, closed"),
        ("priority:hihg", 10, "hihg", "did you mean high?"), ("priority:>=", 10, "", "known are low, normal"),
        ("ä tag:", 3, "tag:", "a value is missing"), ("tag:a,,b", 1, "tag:a,", "a value is missing"),
        ("tag:\"\"", 1, "tag:\"\"", "a value is missing"), ("due:2h", 5, "2h", "has no <, <=, > or >="),
        ("due:<", 5, "<", "is no length of time"), ("due:<2h,<3h", 1, "due", "takes one value"),
        ("age:none", 5, "none", "has no <"), ("age:>3w", 5, ">3w", "with s, m, h or d"),
        ("id:0", 4, "0", "is no number"), ("id:x", 4, "x", "is no number"), ("id:#7", 4, "#7", "is no number"),
        ("a \"b c", 3, "", "is not closed"), ("a - b", 3, "-", "a term must follow the minus sign"),
        ("http://x", 1, "http", "put it in quotes"), ("a\u{1}b", 2, "", "control characters"),
    ]

    @Test(
        "an error names the place, the word and what is allowed",
        arguments: errorsCases)
    func errors(text: String, position: Int, word: String, part: String) throws {
        let error = #expect(throws: DomainError.self) { try ConversationFilter(parsing: text) }
        guard case .filter(let at, let found, let problem) = error else {
            Issue.record("no filter error: \(String(describing: error))")
            return
        }
        #expect(at == position)
        #expect(found == word)
        #expect(problem.contains(part))
    }

    @Test("is bounded in length and in terms")
    func limits() throws {
        #expect(
            try ConversationFilter(parsing: Array(repeating: "a", count: 50).joined(separator: " ")).terms.count == 50)
        #expect(throws: DomainError.filter(position: 101, word: "", problem: "has more than 50 terms")) {
            try ConversationFilter(parsing: Array(repeating: "a", count: 51).joined(separator: " "))
        }
        #expect(try ConversationFilter(parsing: String(repeating: "a", count: 1000)).terms.count == 1)
        #expect(throws: DomainError.self) { try ConversationFilter(parsing: String(repeating: "a", count: 1001)) }
    }

    static let conversation = Conversation(
        id: ConversationID(7), inbox: "eu", channel: "whatsapp", contact: ContactID(3), address: "+49", threadKey: "t",
        queue: "billing", status: .pending, priority: .high, assignee: "alice", slaPolicy: "standard",
        subject: "Your ORDER 12", tags: ["vip", "eu"], createdAt: at("09:00"), lastMessageAt: at("10:00"),
        waitingSince: at("10:00"), nextDueAt: at("12:00"))

    static let matchesCases: [(String, Bool)] = [
        ("", true), ("queue:billing", true), ("queue:chat,billing", true), ("queue:chat", false),
        ("inbox:eu channel:whatsapp", true), ("is:pending", true), ("is:open", false), ("is:active", true),
        ("is:open,pending", true), ("is:assigned", true), ("is:unassigned", false), ("is:waiting", true),
        ("is:overdue", false), ("assignee:bob", false), ("-assignee:bob", true), ("priority:>=high", true),
        ("priority:>high", false), ("tag:x,vip", true), ("-tag:vip", false), ("policy:standard", true),
        ("contact:3", true), ("contact:4", false), ("contact:ann", true), ("id:7", true), ("-id:7", false),
        ("order", true), ("ANN", true), ("nothing", false), ("subject:order", true), ("subject:ann", false),
        ("due:<2h", true), ("due:<1h", false), ("due:<=1h", true), ("due:>30m", true), ("due:none", false),
        ("age:>1h", true), ("age:>2h", false), ("age:>=2h", true), ("idle:>59m", true), ("idle:>1h", false),
        ("queue:billing -is:open order due:<1d", true), ("queue:billing is:open", false),
    ]

    @Test(
        "holds for a conversation",
        arguments: matchesCases)
    func matches(text: String, expected: Bool) throws {
        let filter = try ConversationFilter(parsing: text)
        #expect(filter.matches(Self.conversation, contactName: "Joanne Roe", now: at("11:00")) == expected)
    }

    @Test("a value that is missing fails its term, and passes its negation")
    func missing() throws {
        var bare = Self.conversation
        (bare.assignee, bare.slaPolicy, bare.subject, bare.nextDueAt, bare.waitingSince) = (nil, nil, nil, nil, nil)
        for text in ["assignee:alice", "policy:x", "subject:x", "due:<9d", "due:>1s", "x", "contact:x", "is:overdue"] {
            #expect(try !ConversationFilter(parsing: text).matches(bare, contactName: nil, now: at("11:00")))
            #expect(try ConversationFilter(parsing: "-" + text).matches(bare, contactName: nil, now: at("11:00")))
        }
        #expect(try ConversationFilter(parsing: "due:none").matches(bare, contactName: nil, now: at("11:00")))
    }

    @Test("overdue begins after the due instant, at which an answer is still in time")
    func overdue() throws {
        let filter = try ConversationFilter(parsing: "is:overdue")
        #expect(!filter.matches(Self.conversation, contactName: nil, now: at("12:00")))
        #expect(filter.matches(Self.conversation, contactName: nil, now: at("12:00:00.001")))
    }
}
