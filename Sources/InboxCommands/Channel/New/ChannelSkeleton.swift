/// A channel to begin from: a folder that passes `channel lint` and `channel test` as it is made, whose comments say what
/// to look up at the vendor. It talks to a vendor that there is not.
struct ChannelSkeleton {
    /// How the vendor's messages come, and how they are known to be the vendor's.
    enum Kind: String, CaseIterable {
        /// JSON, signed by HMAC over a timestamp and the body.
        case webhook
        /// JSON, with a shared token in a header.
        case token
        /// A URL-encoded form, with a user name and a password.
        case form
        /// Nothing is pushed: a list is asked for at intervals.
        case poll
    }

    /// One file, its path in the folder.
    typealias File = (path: String, text: String)

    let name: String
    let kind: Kind

    /// `channel.yaml` first, then the programs, the README, and the cases by name.
    var files: [File] {
        var files: [File] = [("channel.yaml", manifest)]
        files.append(("normalize.jq", kind == .form ? Self.normalizeForm : Self.normalizeJSON))
        if kind == .poll { files.append(("poll.jq", Self.pollRequest)) }
        files.append(("send.jq", Self.sendRequest))
        files.append(("README.md", readme))
        return files + cases.sorted { $0.path < $1.path }
    }

    /// For people, until somebody writes it better: `acme-chat` is `Acme chat`.
    var title: String {
        let words = name.split(separator: "-").joined(separator: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    private var manifest: String {
        """
        # What stands behind “change” is to be looked up in the vendor's documentation; docs/write-a-channel.md explains every key.
        name: \(name)
        title: \(title)    # change: as people write it

        \(receiving)
        normalize:
        \(kind == .form ? "  format: form\n" : "")\
          program: normalize.jq

        \(Self.sendSection)
        """
    }

    private var receiving: String {
        switch kind {
        case .webhook: Self.webhookSection
        case .token: Self.tokenSection
        case .form: Self.formSection
        case .poll: Self.pollSection
        }
    }

    private var cases: [File] {
        let own: [File] =
            switch kind {
            case .webhook: Self.jsonCases + Self.signatureCases
            case .token: Self.jsonCases + Self.tokenCases
            case .form: Self.formCases
            case .poll: Self.pollCases
            }
        return own + Self.sendCases(kind)
    }

    private var readme: String {
        let how =
            switch kind {
            case .webhook: "Make a webhook there for messages, and keep its signing secret."
            case .token: "Make a webhook there for messages, with a secret token: `openssl rand -hex 32`."
            case .form: "Enter the address there, with a user name and a password of your choice."
            case .poll: "Make an access token there that may read and write messages."
            }
        let address = kind == .poll ? "" : "\n4. The address is `https://<public_url>/in/\(name)-support`."
        let settings = settingRows.map { "| `\($0)` | \($1) | \($2) |" }.joined(separator: "\n")
        let secrets = settingRows.filter { $0.1 == "required" }
            .map { row in
                let credential = "{credential: \(name)-\(row.0.replacing("_", with: "-"))}"
                return "         \(row.0): \(row.0 == "user" ? "inboxd" : credential)"
            }
            .joined(separator: "\n")
        return """
            # \(name): change: what it is, in a few words

            ## Set it up

            1. Change: where to click at the vendor. \(how)
            2. Change: what else is wanted there.
            3. Add the inbox, and reload:

               ```yaml
               inboxes:
                 \(name)-support:
                   channel: \(name)
                   settings:
            \(secrets)
               ```\(address)

            | Setting | | |
            |---|---|---|
            \(settings)

            ## How it maps

            | \(title) | inboxd |
            |---|---|
            | chat | conversation |
            | change: each kind of the vendor's | what becomes of it |

            ## Not supported

            Change: what the vendor has, and this channel does not.

            ## Not verified against the service

            * Change: everything that you took from somewhere else than the vendor's documentation.

            """
    }

    private var settingRows: [(String, String, String)] {
        let token = ("access_token", "required", "Reads and writes messages")
        let base = ("api_base", "`https://api.example.com/v1`", "Another address of the API")
        switch kind {
        case .webhook:
            return [
                ("signing_secret", "required", "Signs what the vendor sends"), token,
                ("account", "", "Takes only what is for this account"), base,
            ]
        case .token:
            return [
                ("secret_token", "required", "Comes with every request"), token,
                ("account", "", "Takes only what is for this account"), base,
            ]
        case .form:
            return [("user", "required", "Of the webhook"), ("password", "required", "Of the webhook"), token, base]
        case .poll: return [token, base]
        }
    }
}
