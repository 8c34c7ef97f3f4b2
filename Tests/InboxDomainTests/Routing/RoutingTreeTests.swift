import InboxDomain
import Testing

/// Finds a word anywhere, as a compiled expression would.
private struct Word: TextPattern {
    var description: String
    func matches(_ text: String) -> Bool { Glob.contains(text, description) }
}

@Suite("Route")
struct RoutingTreeTests {
    static func facts(
        channel: String = "whatsapp", from: String = "alice@example.com", subject: String? = nil, text: String = "",
        locale: String? = nil, attachments: [InboxDomain.Attachment.Kind] = [], contact: [String: String] = [:],
        isKnownContact: Bool = false
    ) -> RoutingFacts {
        RoutingFacts(
            channel: channel, inbox: "main", from: from, subject: subject, text: text, locale: locale,
            attachments: attachments, contact: contact, isKnownContact: isKnownContact)
    }

    static func node(
        _ matchers: [Matcher] = [], _ settings: RouteSettings, continues: Bool = false, line: Int = 0,
        _ children: [Route] = []
    ) -> Route {
        Route(
            matchers: matchers, settings: settings, continues: continues, children: children,
            location: SourceLocation(file: "inboxd.yaml", line: line, column: 1))
    }

    static let example: Route = node(
        [], RouteSettings(queue: "general", priority: .normal, tags: ["all"]), line: 1,
        [
            node(
                [Matcher(field: .text, patterns: [.expression(Word(description: "urgent"))])],
                RouteSettings(priority: .high, tags: ["asap"]), continues: true, line: 2),
            node(
                [Matcher(field: .channel, patterns: [.equals("whatsapp"), .equals("telegram")])],
                RouteSettings(queue: "chat", skills: ["chat"]), line: 3,
                [
                    node(
                        [Matcher(field: .contact("tier"), patterns: [.equals("gold")])],
                        RouteSettings(priority: .urgent, tags: ["all", "gold"]), line: 4)
                ]),
            node(
                [
                    Matcher(field: .from, patterns: [.glob("*@bigcorp.example")]),
                    Matcher(field: .subject, patterns: [.glob("*newsletter*")], isNegated: true),
                ], RouteSettings(slaPolicy: "premium", tags: ["bigcorp"]), line: 5),
        ])

    /// Open in the first hour after the epoch.
    private struct FirstHour: WorkingTime {
        func due(from start: Instant, milliseconds: Int64) -> Instant? { nil }
        func elapsed(from start: Instant, to end: Instant) -> Int64 { 0 }
        func isOpen(at instant: Instant) -> Bool { (0..<3_600_000).contains(instant.milliseconds) }
    }

    @Test(
        "fields that are no plain text",
        arguments: [
            (Matcher.Field.domain, Matcher.Pattern.equals("BIGCORP.example"), true),
            (.domain, .glob("*.bigcorp.example"), false),
            (.header("x-spam"), .equals("yes"), true),
            (.header("x-other"), .glob("*"), false),
            (.automatic, .equals("true"), true),
            (.automatic, .equals("false"), false),
            (.contactTag, .equals("vip"), true),
            (.contactTag, .equals("vi"), false),
            (.openConversations, .range(3...Int.max), true),
            (.openConversations, .range(0...2), false),
            (.hours, .calendar("office", FirstHour()), true),
        ])
    func otherFields(field: Matcher.Field, pattern: Matcher.Pattern, isMatched: Bool) {
        let facts = RoutingFacts(
            channel: "email", inbox: "main", from: "\"a@b\"@bigcorp.example", text: "", headers: ["x-spam": "Yes"],
            isAutomatic: true, contact: ["tags": "new,VIP"], openConversations: 3,
            receivedAt: Instant(milliseconds: 3_599_999))
        #expect(Matcher(field: field, patterns: [pattern]).matches(facts) == isMatched)
        #expect(Matcher(field: field, patterns: [pattern], isNegated: true).matches(facts) != isMatched)
    }

    @Test("a calendar is closed after its hours, and where nobody says when")
    func closed() {
        let matcher = Matcher(field: .hours, patterns: [.calendar("office", FirstHour())])
        var facts = Self.facts()
        #expect(!matcher.matches(facts))
        facts.receivedAt = Instant(milliseconds: 3_600_000)
        #expect(!matcher.matches(facts))
        #expect(matcher.description == "open: office")
    }

    @Test("a tree knows which fields it looks at")
    func mentions() {
        #expect(Self.example.mentions(.contact("tier")))
        #expect(!Self.example.mentions(.openConversations))
    }

    @Test("without a child that matches the node itself decides")
    func root() {
        let decision = Self.example.decide(Self.facts(channel: "email"))
        #expect(decision.queue == "general")
        #expect(decision.priority == .normal)
        #expect(decision.slaPolicy == nil)
        #expect(decision.path.map(\.location.line) == [1])
        #expect(decision.path.map(\.description) == ["everything"])
    }

    @Test("the first child that matches wins, children inherit and override, tags and skills add up")
    func descends() {
        let decision = Self.example.decide(Self.facts(contact: ["tier": "gold"]))
        #expect(decision.queue == "chat")
        #expect(decision.priority == .urgent)
        #expect(decision.tags == ["all", "gold"])
        #expect(decision.skills == ["chat"])
        #expect(decision.path.map(\.location.line) == [1, 3, 4])
        #expect(
            decision.path.map(\.sets) == [
                ["queue: general", "priority: normal", "tags: all"], ["queue: chat", "skills: chat"],
                ["priority: urgent", "tags: all, gold"],
            ])
        #expect(decision.path[2].description == "contact.tier: gold")
    }

    @Test("a node that continues applies, and later siblings go over it")
    func continues() {
        let chat = Self.example.decide(Self.facts(text: "URGENT please", contact: ["tier": "gold"]))
        #expect(chat.path.map(\.location.line) == [1, 2, 3, 4])
        #expect(chat.priority == .urgent)
        let mail = Self.example.decide(Self.facts(channel: "email", from: "bob@BIGCORP.example", text: "urgent"))
        #expect(mail.path.map(\.location.line) == [1, 2, 5])
        #expect(mail.priority == .high)
        #expect(mail.slaPolicy == "premium")
        #expect(mail.tags == ["all", "asap", "bigcorp"])
    }

    @Test("all matchers of a node must hold")
    func allMatchers() {
        let facts = Self.facts(channel: "email", from: "bob@bigcorp.example", subject: "The Newsletter of May")
        #expect(Self.example.decide(facts).path.map(\.location.line) == [1])
    }

    static let fieldsCases: [(Matcher.Field, String, Bool)] = [
        (Matcher.Field.channel, "WhatsApp", true), (.inbox, "main", true), (.from, "Alice@example.com", true),
        (.recipient, "*", false), (.subject, "help", true), (.text, "hello", true), (.language, "de", true),
        (.language, "de-AT", true), (.language, "d", false), (.attachment, "image", true),
        (.attachment, "video", false), (.contact("tier"), "gold", true), (.contact("none"), "*", false),
        (.knownContact, "true", true), (.knownContact, "false", false),
    ]

    @Test(
        "each field is looked at",
        arguments: fieldsCases)
    func fields(field: Matcher.Field, pattern: String, expected: Bool) {
        let facts = Self.facts(
            subject: "Help", text: "Hello", locale: "de-AT", attachments: [.file, .image], contact: ["tier": "Gold"],
            isKnownContact: true)
        for kind in [Matcher.Pattern.equals(pattern), .glob(pattern)] {
            #expect(Matcher(field: field, patterns: [kind]).matches(facts) == expected)
            #expect(Matcher(field: field, patterns: [kind], isNegated: true).matches(facts) != expected)
        }
    }

    @Test("matchers read as they are written")
    func descriptions() {
        #expect("\(Matcher(field: .from, patterns: [.glob("*@bigcorp.example")]))" == "from: *@bigcorp.example")
        #expect(
            "\(Matcher(field: .channel, patterns: [.equals("a"), .equals("b")], isNegated: true))"
                == "not channel: a, b")
        #expect("\(Matcher(field: .text, patterns: [.expression(Word(description: "x"))]))" == "text: ~x")
        #expect("\(Matcher(field: .text, patterns: [.expression(Word(description: "~x"))]))" == "text: ~x")
        #expect("\(Matcher(field: .knownContact, patterns: [.equals("")]))" == "contact.known: \"\"")
        #expect("\(Matcher(field: .language, patterns: []))" == "language: nothing")
    }
}
