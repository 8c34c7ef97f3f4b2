import ArgumentParser

struct DeliveryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delivery", abstract: "Deliveries: the raw things that inboxes received.",
        subcommands: [DeliveryList.self, DeliveryShow.self, DeliveryReplay.self])
}
