import ControlAPI

extension InboxSummary {
    /// How its replies go out, where its own channel does not send them.
    var via: String? { replyVia.map { "answers through \($0)" } }

    /// How its state looks: what takes care of itself is no alarm.
    var tone: Style.Tone {
        switch state {
        case "ok": .good
        case "connecting", "backfilling", "outdated": .caution
        default: .alarm
        }
    }
}
