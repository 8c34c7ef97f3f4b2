package import InboxEngine

extension Intake: WebhookIntake {}
