import ControlAPI

extension InboxSummary {
    /// How its state looks: what takes care of itself is no alarm.
    var tone: Style.Tone {
        switch state {
        case "ok": .good
        case "connecting", "backfilling", "outdated": .caution
        default: .alarm
        }
    }
}
