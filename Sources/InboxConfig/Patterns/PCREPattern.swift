internal import CPcre2
internal import InboxDomain

/// A regular expression of the routing tree, compiled with PCRE2 (see pcre2pattern(3)) over UTF-8 with Unicode classes.
///
/// Matching is bounded: only the first 64 KiB of a text are looked at, and a search ends as "no match" after 100,000
/// steps, however the expression was written. Threads may share one.
package final class PCREPattern: TextPattern {
    /// Why an expression cannot be used.
    package struct Problem: Error, Hashable {
        /// What PCRE2 says about it.
        package let message: String
        /// The byte of the expression at which it was noticed, from 0.
        package let offset: Int
    }

    /// The bytes of a text that are looked at.
    package static let longestSubject = 64 << 10

    private static let limits = cpcre2_limits(match: 100_000, depth: 50_000, heap: 16 << 10)

    package let description: String
    // Compiled once, never changed, freed in `deinit`; PCRE2 lets threads match with one compiled pattern at a time,
    // and every call has match data of its own.
    private nonisolated(unsafe) let compiled: OpaquePointer

    /// - Throws: `Problem` where the expression is wrong, or beyond 4 KiB or 100 nested parentheses.
    package init(_ expression: String) throws(Problem) {
        var offset = 0
        var message = [CChar](repeating: 0, count: 256)
        let bytes = Array(expression.utf8)
        let pattern = bytes.withUnsafeBufferPointer { buffer in
            message.withUnsafeMutableBufferPointer { text in
                cpcre2_compile(
                    buffer.baseAddress, buffer.count, Self.limits, &offset, text.baseAddress, text.count)
            }
        }
        guard let pattern else {
            let text = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            throw Problem(message: String(decoding: text, as: UTF8.self), offset: offset)
        }
        compiled = pattern
        description = "~" + expression
    }

    deinit {
        cpcre2_free(compiled)
    }

    package func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var length = min(bytes.count, Self.longestSubject)
            // A cut inside a character would make the text invalid: step back to where that character begins.
            while length < bytes.count, length > 0, bytes[length] & 0xC0 == 0x80 { length -= 1 }
            return cpcre2_matches(compiled, bytes.baseAddress, length) == CPCRE2_MATCH
        }
    }
}
