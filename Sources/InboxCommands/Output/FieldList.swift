/// Named facts, one a line, under one another.
struct FieldList {
    private var fields: [(name: String, text: String, tone: Style.Tone)] = []

    mutating func add(_ name: String, _ text: String, _ tone: Style.Tone = .plain) {
        fields.append((name, DisplayText.clean(text), tone))
    }

    /// Nothing where there is no text.
    mutating func add(_ name: String, _ text: String?) {
        guard let text, !text.isEmpty else { return }
        add(name, text)
    }

    func lines(_ style: Style) -> [String] {
        let width = (fields.map(\.name.count).max() ?? 0) + 2
        return fields.map { name, text, tone in
            style.paint(name, .faint) + String(repeating: " ", count: width - name.count) + style.paint(text, tone)
        }
    }
}
