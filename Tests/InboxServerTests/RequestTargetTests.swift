import Testing

@testable import InboxServer

@Suite struct RequestTargetTests {
    @Test(arguments: [
        ("/in/a", RequestTarget.inbox("a", subpath: "", query: "")),
        ("/in/a?", .inbox("a", subpath: "", query: "")),
        ("/in/a?x=1?y", .inbox("a", subpath: "", query: "x=1?y")),
        ("/in/a/", .inbox("a", subpath: "/", query: "")),
        ("/in/a/b/c?q=/in/z", .inbox("a", subpath: "/b/c", query: "q=/in/z")),
        ("/in/a%2Fb", .inbox("a%2Fb", subpath: "", query: "")),
        ("http://host/in/a?b", .inbox("a", subpath: "", query: "b")),
        ("https://host:1", .unknown), ("http://h/healthz", .health), ("/healthz?x", .health), ("/readyz", .readiness),
        ("/metrics", .metrics), ("/noop", .noop), ("/in/", .unknown), ("/in", .unknown), ("/in//x", .unknown),
        ("/in/?x", .unknown), ("", .unknown), ("*", .unknown), ("/healthz/", .unknown), ("/inn/a", .unknown),
    ])
    func namesWhatThePathSays(target: String, expected: RequestTarget) {
        #expect(RequestTarget(target) == expected)
    }
}
