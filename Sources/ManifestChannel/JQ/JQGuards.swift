/// Stands in for what in libjq 1.6 ends the process, or never ends, on input that anyone may send. Neither can be caught
/// around the run: a failed assertion aborts, and inside a built-in the watchdog is not asked.
enum JQGuards {
    static let definitions = [
        // strftime of a number that is no time goes on with what gmtime raised, and aborts.
        #"def _strftime($format): strftime($format);"#,
        #"def strftime($format): (if type == "number" then gmtime else . end) | _strftime($format);"#,
        #"def todate: strftime("%Y-%m-%dT%H:%M:%SZ"); def todateiso8601: todate; def date: todate;"#,
        // A slice whose bounds are no number aborts. The word nan, in a text, is the one way for them into a program; what
        // is infinite is one subtraction away.
        #"def _tonumber: tonumber;"#,
        #"def tonumber: _tonumber | if . - . == 0 then . else error("this cannot be a number") end;"#,
    ]
}
