/// Domain names beyond ASCII: `bücher.example` and `xn--bcher-kva.example` are one name (RFC 5890).
package enum DomainName {
    /// The form in which names are compared, and that every mail system takes: small letters, and each label that is
    /// not ASCII as its A-label. Whether such a name may be registered is not looked at.
    package static func ascii(_ name: some StringProtocol) -> String {
        let lowered = name.lowercased()
        guard lowered.utf8.contains(where: { $0 >= 0x80 }) else { return lowered }
        // The full stops of East Asian keyboards part labels, too (RFC 3490, 3.1).
        let labels = lowered.unicodeScalars.split(omittingEmptySubsequences: false) { scalar in
            scalar == "." || scalar == "\u{3002}" || scalar == "\u{FF0E}" || scalar == "\u{FF61}"
        }
        return labels.map(label).joined(separator: ".")
    }

    /// The address with its domain in that form, and its local part as it was.
    package static func ascii(inAddress address: String) -> String {
        guard let at = address.lastIndex(of: "@") else { return address }
        let domain = address[address.index(after: at)...]
        guard domain.utf8.contains(where: { $0 >= 0x80 }) else { return address }
        return "\(address[...at])\(ascii(domain))"
    }

    private static func label(_ scalars: Substring.UnicodeScalarView) -> String {
        guard scalars.contains(where: { !$0.isASCII }), scalars.count <= 63,
            let encoded = Punycode.encode(scalars.map(\.value)), encoded.utf8.count <= 59
        else { return String(scalars) }
        return "xn--\(encoded)"
    }
}

/// RFC 3492, the way into ASCII.
private enum Punycode {
    private static let (base, tMin, tMax, skew, damp): (UInt32, UInt32, UInt32, UInt32, UInt32) = (36, 1, 26, 38, 700)

    /// At most 63 code points; nil where a number would grow too large.
    static func encode(_ input: [UInt32]) -> String? {
        var output = input.filter { $0 < 0x80 }.map { UInt8($0) }
        let basic = UInt32(output.count)
        if basic > 0 { output.append(UInt8(ascii: "-")) }
        var (n, delta, bias): (UInt32, UInt32, UInt32) = (0x80, 0, 72)
        var handled = basic
        while handled < input.count {
            guard let next = input.filter({ $0 >= n }).min() else { return nil }
            let (step, overflow) = (next - n).multipliedReportingOverflow(by: handled + 1)
            let (sum, isTooLarge) = delta.addingReportingOverflow(step)
            guard !overflow, !isTooLarge else { return nil }
            (delta, n) = (sum, next)
            for point in input {
                if point < n { delta += 1 }
                guard point == n else { continue }
                append(delta, bias, to: &output)
                bias = adapted(delta, handled + 1, isFirst: handled == basic)
                delta = 0
                handled += 1
            }
            delta += 1
            n += 1
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// A number of digits of a variable base.
    private static func append(_ number: UInt32, _ bias: UInt32, to output: inout [UInt8]) {
        var rest = number
        var k = base
        while true {
            let threshold = k <= bias ? tMin : min(max(k - bias, tMin), tMax)
            if rest < threshold { break }
            output.append(digit(threshold + (rest - threshold) % (base - threshold)))
            rest = (rest - threshold) / (base - threshold)
            k += base
        }
        output.append(digit(rest))
    }

    private static func adapted(_ delta: UInt32, _ count: UInt32, isFirst: Bool) -> UInt32 {
        var delta = isFirst ? delta / damp : delta / 2
        delta += delta / count
        var k: UInt32 = 0
        while delta > (base - tMin) * tMax / 2 {
            delta /= base - tMin
            k += base
        }
        return k + (base - tMin + 1) * delta / (delta + skew)
    }

    private static func digit(_ value: UInt32) -> UInt8 {
        UInt8(value < 26 ? value + 97 : value - 26 + 48)
    }
}
