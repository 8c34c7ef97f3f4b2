import ChannelKit
import Subprocess

extension SourceFailure {
    /// What an adapter's end means that nobody asked for.
    ///
    /// `lastError` is the last line of its standard error, without secrets. It is shown only where the program could not
    /// be started, and where it refused to work: else it may be anything, a customer's words among it.
    init(_ status: TerminationStatus, lastError: String) {
        let why = lastError.isEmpty ? "" : ": \(lastError)"
        switch status {
        case .exited(let code):
            switch Int32(code) {
            case ExecProtocol.exitConfiguration:
                self.init(
                    .needsOperator, code: "settings_refused", detail: "the adapter cannot use its settings\(why)")
            case ExecProtocol.exitNotPermitted:
                self.init(.needsOperator, code: "login_refused", detail: "the adapter may not log in\(why)")
            case ExecProtocol.exitProtocol:
                self.init(
                    .needsOperator, code: "version_refused",
                    detail: "the adapter does not speak version \(ExecProtocol.version) of the protocol\(why)")
            case 126, 127:
                self.init(
                    .needsOperator, code: "not_started", detail: "the adapter's program cannot be run\(why)")
            default: self.init(.transient, code: "exited", detail: "the adapter ended with status \(code)")
            }
        case .signaled(let signal):
            self.init(.transient, code: "killed", detail: "the adapter was ended by signal \(signal)")
        }
    }
}
