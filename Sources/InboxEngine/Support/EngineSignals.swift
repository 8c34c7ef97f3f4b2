/// How the services wake each other. Each notifier says "look at the store"; none carries anything.
package struct EngineSignals: Sendable {
    /// A delivery was accepted, or put back to be processed again.
    package let accepted = Notifier()
    /// A transaction changed conversations: timers may stand earlier, and there are new events.
    package let changed = Notifier()
    /// A message was put into the outbox.
    package let queued = Notifier()
    /// Calls of webhooks may wait.
    package let called = Notifier()

    /// There may be somebody for work that waits, or an override was set that will end.
    package let room = Notifier()

    /// An attachment waits to be fetched, or a fetch has ended.
    package let attachments = Notifier()

    package init() {}
}
