import ChannelKit
import InboxDomain

/// Makes the adapters of the channel `exec`: a child process an inbox, JSON lines on its standard input and output.
package struct ExecChannelFactory: Sendable {
    package let channel = "exec"

    package init() {}
}
