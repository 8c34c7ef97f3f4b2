import Testing

@testable import EmailChannel
