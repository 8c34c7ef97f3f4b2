import Subprocess

/// How the child is started: limits and the signal of the parent's death are set before the adapter's program begins.
///
/// Three programs that Debian always has become each other in the same process: `setpriv --pdeathsig KILL` has the kernel
/// kill the child when we die, even by SIGKILL (the process that asks is the child itself, and the thread that started it
/// lives as long as we do); `env` changes the directory; `prlimit` sets the limits. No shell reads the command: words
/// stay words.
enum ExecCommand {
    static let path = "/usr/local/bin:/usr/bin:/bin"

    /// A session, and so a process group, of its own; a clean environment; nothing of ours is inherited.
    static func configuration(_ settings: ExecSettings) -> Configuration {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = AdapterProcess.teardown
        return Configuration(
            executable: .name("setpriv"),
            arguments: Arguments(
                [
                    "--pdeathsig", "KILL", "env", "--chdir=\(settings.folder ?? "/")", "prlimit",
                    "--as=\(settings.memory)", "--nofile=\(settings.files)", "--core=0", "--",
                ] + settings.command),
            environment: .custom([
                "PATH": path, "HOME": settings.stateDirectory ?? "/", "LANG": "C.UTF-8",
                // Each arena of glibc's malloc takes 64 MiB of address space, and that is what is limited.
                "MALLOC_ARENA_MAX": "2",
            ]),
            platformOptions: options)
    }
}
