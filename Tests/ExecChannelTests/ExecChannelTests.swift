import Testing

@testable import ExecChannel
