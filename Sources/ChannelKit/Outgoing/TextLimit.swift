extension ChannelCapabilities {
    /// How long a text may be, as the provider counts.
    package struct TextLimit: Sendable, Hashable {
        package enum Unit: String, Sendable, CaseIterable {
            /// Unicode scalars.
            case chars
            /// UTF-8 bytes.
            case bytes
            /// UTF-16 code units.
            case utf16
        }

        package var unit: Unit
        /// Of one message.
        package var count: Int
        /// The messages that a longer text may become.
        package var parts: Int

        package init(unit: Unit, count: Int, parts: Int = 1) {
            self.unit = unit
            self.count = count
            self.parts = parts
        }

        /// The length of a text in this limit's unit.
        package func measure(_ text: some StringProtocol) -> Int {
            switch unit {
            case .chars: text.unicodeScalars.count
            case .bytes: text.utf8.count
            case .utf16: text.utf16.count
            }
        }

        /// The text in pieces that are short enough, in their order; one where it is. Nil where that takes more than
        /// `parts`, or a single character is too long.
        ///
        /// It is cut at the end of a line that stands in the second half of what fits, else behind a word, else between
        /// two characters: never inside one. White space at a cut, and before the first piece, is left out.
        package func split(_ text: String) -> [String]? {
            guard measure(text) > count else { return [text] }
            var pieces: [String] = []
            var rest = text.drop(while: \.isWhitespace)
            while !rest.isEmpty {
                guard pieces.count < parts else { return nil }
                guard measure(rest) > count else {
                    pieces.append(String(rest))
                    break
                }
                guard let end = cut(rest) else { return nil }
                pieces.append(String(rest[..<end].trimmingEnd))
                rest = rest[end...].drop(while: \.isWhitespace)
            }
            return pieces
        }

        /// Where the first piece of a text that is too long ends; nil where not one character fits.
        private func cut(_ text: Substring) -> Substring.Index? {
            var length = 0
            var fits = text.startIndex
            var word: Substring.Index?
            var line: Substring.Index?
            for index in text.indices {
                let character = text[index]
                if character.isWhitespace {
                    word = index
                    if character.isNewline, length * 2 >= count { line = index }
                }
                length += measure(text[index...index])
                if length > count { break }
                fits = text.index(after: index)
            }
            return line ?? word ?? (fits > text.startIndex ? fits : nil)
        }
    }
}

extension Substring {
    fileprivate var trimmingEnd: Substring {
        var text = self
        while text.last?.isWhitespace == true { text = text.dropLast() }
        return text
    }
}
