import ArgumentParser

struct QueueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "Queues: conversations that wait for a group of agents.",
        subcommands: [
            QueueList.self, QueueShow.self, QueueReassign.self, QueueRedirect.self, QueuePauseCommand.self,
            QueueResume.self,
        ])
}
