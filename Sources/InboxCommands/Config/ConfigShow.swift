import ArgumentParser
import ControlAPI
import Foundation

struct ConfigShow: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Prints the configuration in force as YAML, without secrets.")

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let text = try await client(session).get(["v1", "config"], as: ConfigurationText.self)
        show(text, session) { text, _ in
            DisplayText.lines(text.text.hasSuffix("\n") ? String(text.text.dropLast()) : text.text)
        }
    }
}
