import ArgumentParser
import ControlAPI

struct ReloadCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Reads the configuration again, whole; one with errors changes nothing.")

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let result = try await client(session).send("POST", ["v1", "reload"], as: ReloadResult.self)
        show(result, session) { result, style in
            result.diagnostics.map { finding in
                let place = finding.line == 0 ? finding.file : "\(finding.file):\(finding.line):\(finding.column)"
                let text = "\(place): \(finding.severity): \(DisplayText.clean(finding.message))"
                return style.paint(text, finding.severity == "error" ? .alarm : .caution)
            } + (result.applied ? ["the new configuration is in force"] : [])
        }
        guard result.value.applied else {
            throw CommandError(
                .failed, "the configuration has errors, and the old one stays in force",
                hint: "correct the places named, and reload again")
        }
    }
}
