/// Where the signature stands in a request, and how it is written there.
package struct SignaturePlace: Sendable, Hashable {
    package enum Shape: Sendable, Hashable {
        /// The signature and nothing else.
        case raw
        /// After a fixed text, `sha256=…`.
        case prefix(String)
        /// `t=…,v1=…,v1=…`: every value under the key.
        case keyed(String)
        /// `v1,… v1,…`: every word with the prefix.
        case words(String)
    }

    /// More than these in one value are not looked at.
    static let maximumSignatures = 16

    package var place: RequestPlace
    package var shape: Shape
    package var encoding: BinaryEncoding

    package init(_ place: RequestPlace, shape: Shape = .raw, encoding: BinaryEncoding) {
        self.place = place
        self.shape = shape
        self.encoding = encoding
    }

    /// The signatures in the value; what is not of the shape or the encoding is left out.
    func signatures(in value: String) -> [[UInt8]] {
        switch shape {
        case .raw: return encoding.decode(value).map { [$0] } ?? []
        case .prefix(let prefix):
            guard value.hasPrefix(prefix) else { return [] }
            return encoding.decode(value[value.utf8.index(value.startIndex, offsetBy: prefix.utf8.count)...])
                .map { [$0] } ?? []
        case .keyed(let key):
            return Self.values(of: key, in: value).prefix(Self.maximumSignatures).compactMap(encoding.decode)
        case .words(let prefix):
            return value.split(separator: " ").filter { $0.hasPrefix(prefix) }.prefix(Self.maximumSignatures)
                .compactMap { encoding.decode($0.dropFirst(prefix.count)) }
        }
    }

    /// The values under a key in a list of the kind `t=1,v1=a,v1=b`.
    static func values(of key: String, in list: String) -> [Substring] {
        list.split(separator: ",").compactMap { item in
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].drop(while: { $0 == " " }) == key else { return nil }
            return parts[1]
        }
    }

    /// The value that shows one signature; `extra` are the other items of a keyed list.
    func value(showing signature: [UInt8], extra: [(key: String, value: String)]) -> String {
        let text = encoding.encode(signature)
        switch shape {
        case .raw: return text
        case .prefix(let prefix), .words(let prefix): return prefix + text
        case .keyed(let key): return (extra + [(key, text)]).map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        }
    }
}
