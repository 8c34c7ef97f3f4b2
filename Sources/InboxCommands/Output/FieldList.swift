/// Named facts, one a line, under one another.
struct FieldList {
    private var fields: [(name: String, text: String, tone: Style.Tone)] = []

    /// Nothing where there is no text.
    mutating func add(_ name: String, _ text: String?, _ tone: Style.Tone = .plain) {
        guard let text, !text.isEmpty else { return }
        fields.append((name, DisplayText.clean(text), tone))
    }

    func lines(_ style: Style) -> [String] {
        let width = (fields.map(\.name.count).max() ?? 0) + 2
        return fields.map { name, text, tone in
            style.paint(name, .faint) + String(repeating: " ", count: width - name.count) + style.paint(text, tone)
        }
    }
}
