/// How things look on the terminal at hand. Off a terminal, all is plain and nothing is cut.
struct Style {
    enum Tone {
        case plain
        case strong
        case faint
        case good
        case caution
        case alarm

        fileprivate var code: String? {
            switch self {
            case .plain: nil
            case .strong: "1"
            case .faint: "2"
            case .good: "32"
            case .caution: "33"
            case .alarm: "1;31"
            }
        }
    }

    /// Columns; nil for no limit.
    var width: Int?
    private var colour: Bool

    init(_ terminal: TerminalTraits) {
        width = terminal.width
        colour = terminal.colour
    }

    func paint(_ text: String, _ tone: Tone) -> String {
        guard colour, let code = tone.code, !text.isEmpty else { return text }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}
