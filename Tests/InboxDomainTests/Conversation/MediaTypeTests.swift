import InboxDomain
import Testing

@Suite struct MediaTypeTests {
    @Test(arguments: [
        ("image/png", "image/png"), ("Text/HTML; charset=utf-8", "text/html"), ("image/svg+xml", "image/svg+xml"),
        ("application/vnd.ms-excel ;x=y", "application/vnd.ms-excel"),
    ])
    func isReadWithoutParameters(text: String, type: String) {
        #expect(MediaType(text)?.description == type)
    }

    @Test(arguments: [
        "", "image", "image/", "/png", "image/png/x", "image/p ng", "image/png\r\nX: y", "*/*", "image/*", "ïmage/png",
        "a/" + String(repeating: "b", count: 200),
    ])
    func anythingElseIsNone(text: String) {
        #expect(MediaType(text) == nil)
    }

    @Test(arguments: [
        ("a.PDF", "application/pdf"), ("x.tar.gz", "application/gzip"), ("photo.JPeG", "image/jpeg"),
        ("a.unheard-of", nil), ("README", nil), (".png", "image/png"),
    ])
    func aNameTellsIt(name: String, type: String?) {
        #expect(MediaType(ofFile: name)?.description == type)
    }

    @Test func patternsTakeTheirOwn() throws {
        let type = try #require(MediaType("image/png"))
        #expect(["*/*", "image/*", "image/png"].allSatisfy(type.matches))
        #expect(!["image/p", "image/pn*", "text/*", "", "imag/*"].contains(where: type.matches))
        #expect(type.kind == .image)
        #expect(MediaType.unknown.kind == .file)
    }
}
