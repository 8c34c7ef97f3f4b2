import CMime

/// How a part's bytes were made fit for transport (RFC 2045 §6).
enum TransferEncoding {
    case identity
    case base64
    case quotedPrintable
    case uuencode

    /// What the field says; what it does not say clearly is taken as no encoding.
    init(_ field: [UInt8]) {
        let word = field.filter { $0 != ASCII.quote && $0 != ASCII.apostrophe }.trimmed
            .prefix { $0 != ASCII.semicolon && $0 != ASCII.open }.trimmed.lowercasedText
        switch word {
        case "base64", "b64", "base-64", "x-base64": self = .base64
        case "quoted-printable", "quotedprintable", "quoted printable", "quoted_printable", "qp":
            self = .quotedPrintable
        case "x-uuencode", "uuencode", "x-uue", "uue", "x-uu": self = .uuencode
        default: self = .identity
        }
    }

    private var code: cmime_encoding? {
        switch self {
        case .identity: nil
        case .base64: CMIME_BASE64
        case .quotedPrintable: CMIME_QUOTED_PRINTABLE
        case .uuencode: CMIME_UUENCODE
        }
    }

    func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        guard let code, !bytes.isEmpty else { return Array(bytes) }
        return Self.take(cmime_decode(code, bytes.baseAddress, bytes.count))
    }

    func decode(_ bytes: [UInt8]) -> [UInt8] {
        bytes.withUnsafeBufferPointer { decode($0) }
    }

    /// In lines of at most 76 bytes, each ended by LF.
    func encode(_ bytes: [UInt8]) -> [UInt8] {
        guard let code, !bytes.isEmpty else { return bytes }
        return Self.take(bytes.withUnsafeBufferPointer { cmime_encode(code, $0.baseAddress, $0.count) })
    }

    private static func take(_ result: cmime_bytes) -> [UInt8] {
        defer { cmime_free(result) }
        return Array(UnsafeBufferPointer(start: result.bytes, count: result.length))
    }
}
