/// The fields of a query or of an `application/x-www-form-urlencoded` body, in their order; names may repeat.
package struct FormFields: Sendable, Hashable {
    /// More fields than these are left out.
    package static let maximumFields = 2000

    package var fields: [Field]

    package struct Field: Sendable, Hashable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(fields: [Field] = []) {
        self.fields = fields
    }

    /// Reads `a=1&b=2`; `+` is a space, and a broken percent sequence stands for itself.
    package init(parsing encoded: some Collection<UInt8>) {
        // A type that the compiler knows: byte by byte through a protocol of another module is slow.
        let encoded = Array(encoded)
        fields = encoded.split(separator: UInt8(ascii: "&"), maxSplits: Self.maximumFields).prefix(Self.maximumFields)
            .map { pair in
                let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
                return Field(name: Self.decode(parts[0]), value: parts.count > 1 ? Self.decode(parts[1]) : "")
            }
    }

    /// The value of the first field of that name.
    package subscript(_ name: String) -> String? {
        fields.first { $0.name == name }?.value
    }

    /// `a=1&b=2`, with everything but unreserved characters (RFC 3986 §2.3) as percent sequences.
    package var encoded: String {
        fields.map { "\(Self.encode($0.name))=\(Self.encode($0.value))" }.joined(separator: "&")
    }

    package static func encode(_ text: String) -> String {
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) {
                encoded.append(byte)
            } else {
                encoded.append(UInt8(ascii: "%"))
                encoded.append(Hex.digit(byte >> 4))
                encoded.append(Hex.digit(byte & 15))
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// Whether a byte stands for itself in any part of a URL (RFC 3986 §2.3).
    package static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    /// Resolves percent sequences and nothing else, as in a path.
    package static func decodePercent(_ encoded: some Collection<UInt8>) -> String {
        decode(Array(encoded)[...], plusIsSpace: false)
    }

    private static func decode(_ encoded: ArraySlice<UInt8>, plusIsSpace: Bool = true) -> String {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(encoded.count)
        var i = encoded.startIndex
        while i < encoded.endIndex {
            let byte = encoded[i]
            i += 1
            if plusIsSpace, byte == UInt8(ascii: "+") {
                decoded.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%"), i + 1 < encoded.endIndex, let high = Hex.value(of: encoded[i]),
                let low = Hex.value(of: encoded[i + 1])
            {
                decoded.append(high << 4 | low)
                i += 2
            } else {
                decoded.append(byte)
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }
}
