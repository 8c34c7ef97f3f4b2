import ChannelKit
import Testing

@Suite struct EncodingTests {
    /// RFC 4648 §10.
    @Test(arguments: [
        ("", "", ""), ("f", "Zg==", "66"), ("fo", "Zm8=", "666f"), ("foo", "Zm9v", "666f6f"),
        ("foobar", "Zm9vYmFy", "666f6f626172"),
    ])
    func readsAndWrites(_ text: String, base64: String, hex: String) {
        let bytes = Array(text.utf8)
        #expect(Base64.encode(bytes) == base64)
        #expect(Base64.decode(base64.utf8) == bytes)
        #expect(Hex.encode(bytes) == hex)
        #expect(Hex.decode(hex.utf8) == bytes)
    }

    @Test(arguments: ["Zg", "Zg=", "Zg===", "Z===", "====", "Zh==", "Zm9=", "Zg==Zg==", "Z g=", "Zg-_", "é"])
    func refusesBrokenBase64(_ text: String) {
        #expect(Base64.decode(text.utf8) == nil)
    }

    @Test(arguments: ["a", "0g", "é"])
    func refusesBrokenHex(_ text: String) {
        #expect(Hex.decode(text.utf8) == nil)
    }

    @Test func readsForms() {
        let form = FormFields(parsing: Array("a=1+2&b=%C3%A9&a=3&c&=x&d=%zz%4&e=a=b".utf8))
        #expect(form.fields.map(\.name) == ["a", "b", "a", "c", "", "d", "e"])
        #expect(form.fields.map(\.value) == ["1 2", "é", "3", "", "x", "%zz%4", "a=b"])
        #expect(form["a"] == "1 2")
        #expect(FormFields(parsing: Array(form.encoded.utf8)) == form)
    }

    @Test func leavesOutFieldsOverTheLimit() {
        let many = FormFields(parsing: Array(String(repeating: "a=1&", count: 100_000).utf8))
        #expect(many.fields.count == FormFields.maximumFields)
    }
}
