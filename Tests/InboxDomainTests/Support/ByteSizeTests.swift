import InboxDomain
import Testing

@Suite struct ByteSizeTests {
    @Test(arguments: [
        ("512", 512), ("256KiB", 256 << 10), ("3MiB", 3 << 20), ("1GiB", 1 << 30), ("25 MiB", 25 << 20),
        ("25MB", 25_000_000), ("25 MB", 25_000_000), ("1 kB", 1000), ("7 B", 7), ("0", 0),
    ])
    func reads(text: String, bytes: Int) {
        #expect(ByteSize.parse(text) == bytes)
    }

    @Test(arguments: [
        "", " ", "MiB", "3Mb", "3 miB", "25  MiB", "-1", "1.5MiB", "3MiB ", "9999999999999GiB", "١٢",
    ])
    func refusesEverythingElse(text: String) {
        #expect(ByteSize.parse(text) == nil)
    }

    @Test(arguments: [(0, "0"), (512, "512"), (1024, "1KiB"), (25_000_000, "25000000"), (3 << 20, "3MiB")])
    func writesTheShortestExactForm(bytes: Int, text: String) {
        #expect(ByteSize.text(bytes) == text)
        #expect(ByteSize.parse(text) == bytes)
    }
}
