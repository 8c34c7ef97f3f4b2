import Testing

@testable import EmailMessage
