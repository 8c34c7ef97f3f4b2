/// Something that reads bytes from strangers, and must survive whatever they are.
package struct FuzzTarget: Sendable {
    package var name: String
    /// Whole inputs to begin from; never empty.
    package var corpus: [[UInt8]]
    /// Pieces that mean something to it.
    package var words: [[UInt8]]
    /// Reads one input. A trap is found by the process's end; what else is wrong comes back as a text.
    package var read: @Sendable ([UInt8]) -> String?

    package init(
        name: String, corpus: [[UInt8]], words: [String], read: @escaping @Sendable ([UInt8]) -> String?
    ) {
        self.name = name
        self.corpus = corpus
        self.words = words.map { Array($0.utf8) }
        self.read = read
    }
}
