import Testing

@testable import ChannelKit

@Suite struct WebOriginTests {
    @Test(arguments: [
        ("https://Example.com/a?b#c", "https://example.com"), ("https://example.com:443", "https://example.com"),
        ("http://example.com:8008/x", "http://example.com:8008"), ("HTTP://example.com", "http://example.com"),
        ("https://example.com@evil.example/", "https://evil.example"),
        ("https://example.com:x@evil.example:1/", "https://evil.example:1"), ("https://[::1]:8/", "https://[::1]:8"),
        ("https://evil.example\\@example.com/", "https://evil.example"),
        ("https://evil.example#@example.com/", "https://evil.example"),
    ])
    func isSchemeHostAndPort(_ url: String, _ origin: String) throws {
        #expect(try #require(WebOrigin(url)).description == origin)
    }

    @Test(arguments: [
        "", "example.com", "ftp://example.com", "https:example.com", "https://", "https:///x", "https://:8/",
        "https://a b/", "https://a:b/", "https://a:70000/", "https://a:1:2/", "file:///etc/passwd", "https://[::1/",
        "https://exämple.com/",
    ])
    func whatHasNoneHasNone(_ url: String) {
        #expect(WebOrigin(url) == nil)
    }
}
