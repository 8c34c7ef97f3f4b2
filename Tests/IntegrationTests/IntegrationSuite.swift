import Testing

/// The tests of the whole: the real programs, as processes on loopback. One after the other, since each of them takes
/// what processors there are.
@Suite(.serialized, .timeLimit(.minutes(10)))
enum Integration {}
