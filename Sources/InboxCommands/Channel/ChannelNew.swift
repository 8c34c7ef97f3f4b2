import ArgumentParser
import Foundation
import InboxDomain

struct ChannelNew: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Makes a channel to begin from: it passes lint and test as it is.",
        discussion: """
            --from says what comes nearest to the vendor: webhook (JSON, signed by HMAC), token (JSON, with a secret token \
            in a header), form (URL-encoded, with a user name and a password), poll (nothing is pushed). What is to be \
            changed stands in its comments, behind the word “change”; docs/write-a-channel.md takes you through it.
            """)

    @Argument(help: "The channel's name: small letters, digits and hyphens.")
    var name: String

    @Option(help: ArgumentHelp("What comes nearest to the vendor: webhook, token, form or poll.", valueName: "kind"))
    var from = "webhook"

    @Option(help: ArgumentHelp("The directory in which its folder is made.", valueName: "dir"))
    var dir = "channels"

    @OptionGroup var options: GlobalOptions

    /// Names that mean something else in a configuration.
    private static let taken: Set<String> = ["email", "exec"]
    private static let longestName = 64

    func run(_ session: Session) async throws {
        try check()
        let kinds = ChannelSkeleton.Kind.allCases.map(\.rawValue)
        guard let kind = ChannelSkeleton.Kind(rawValue: from) else {
            let near = Spelling.nearest(to: from, among: kinds).map { "did you mean “\($0)”?" }
            throw CommandError(
                .usage, "there is nothing called “\(from)” to begin from",
                hint: near ?? "one of: \(kinds.joined(separator: ", "))")
        }
        let skeleton = ChannelSkeleton(name: name, kind: kind)
        let folder = "\(dir)/\(name)"
        try write(skeleton.files, to: folder)
        if options.json {
            session.line(
                try ChannelReport.line(
                    ChannelReport.New(channel: name, folder: folder, files: skeleton.files.map(\.path))))
            return
        }
        let cases = skeleton.files.count { $0.path.hasPrefix("cases/") } - 1
        session.line("\(folder) is made, with \(cases) cases.")
        session.line("Change what its comments say, beginning with the cases, and after each step:")
        session.line("  inboxctl channel lint \(folder)")
        session.line("  inboxctl channel test \(folder)")
    }

    private func check() throws(CommandError) {
        let letters = name.utf8.allSatisfy { 0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || $0 == UInt8(ascii: "-") }
        guard letters, let first = name.utf8.first, 0x61...0x7A ~= first, !name.hasSuffix("-"), !name.contains("--"),
            name.utf8.count <= Self.longestName
        else {
            throw CommandError(
                .usage, "“\(name)” is no name for a channel",
                hint:
                    "take small letters, digits and single hyphens, at most \(Self.longestName), beginning with a letter"
            )
        }
        guard !Self.taken.contains(name) else {
            throw CommandError(.usage, "the channel “\(name)” is built in", hint: "take another name")
        }
    }

    /// All files or none: they are written beside their place, and moved there at once.
    private func write(_ files: [ChannelSkeleton.File], to folder: String) throws(CommandError) {
        let manager = FileManager.default
        guard !manager.fileExists(atPath: folder) else {
            throw CommandError(.failed, "\(folder) is there already", hint: "take another name, or another --dir")
        }
        let made = "\(dir)/.\(name).new"
        do {
            try? manager.removeItem(atPath: made)
            for file in files {
                let target = URL(filePath: "\(made)/\(file.path)")
                try manager.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(file.text.utf8).write(to: target)
            }
            try manager.moveItem(atPath: made, toPath: folder)
        } catch {
            try? manager.removeItem(atPath: made)
            throw CommandError(
                .failed, "\(folder) cannot be written: \((error as NSError).localizedDescription)",
                hint: "name a directory of yours with --dir")
        }
    }
}
