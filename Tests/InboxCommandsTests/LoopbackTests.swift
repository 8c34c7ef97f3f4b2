import Testing

@testable import InboxCommands

@Suite struct LoopbackTests {
    @Test(arguments: [
        "http://127.0.0.1:8460/in/a", "http://127.9.9.9/", "http://localhost/in", "http://LOCALHOST:1",
        "http://[::1]:8460/",
    ]) func staysHere(url: String) {
        #expect(Loopback.contains(url: url))
    }

    @Test(arguments: [
        "https://inbox.example.com/", "http://127.0.0.1.example.com/", "http://localhost.example.com",
        "http://user@10.0.0.1/127.0.0.1", "http://127.0.0.1@example.com/", "http://127.1/", "http://[::2]/",
        "127.0.0.1", "",
    ]) func leaves(url: String) {
        #expect(!Loopback.contains(url: url))
    }
}
