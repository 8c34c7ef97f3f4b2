extension ChannelSkeleton {
    private static let sharedSettings = """
          access_token:
            type: secret
            required: true
            description: "Change: where at the vendor it is found; it may send messages"
          api_base:
            type: text
            default: "https://api.example.com/v1"    # change: the vendor's; tests and proxies set another
            description: "Another address of the API"
        """

    private static let account = """
          account:
            type: text
            description: "Take only what is for this account"
        """

    /// What one secret opens for several accounts belongs to one of them.
    private static let guarding = """
          # Change: what says whose message it is. Without such a thing take `guard` and the setting `account` away.
          guard:
            - {json: .account, equals: {setting: account}}
        """

    static let webhookSection = """
        settings:
          signing_secret:
            type: secrets      # one, or several while it is being changed
            required: true
            description: "Change: where at the vendor it is found"
        \(sharedSettings)
        \(account)

        webhook:
          # Change: how the vendor tries the address when it is registered. Many do not: take `handshake` away then.
          handshake:
            - when: {json: {.type: url_verification}}
              respond: {status: 200, content_type: text/plain, body: "${json .challenge}"}
          verify:
            hmac:
              algorithm: sha256                                   # change
              keys: [{setting: signing_secret, encoding: utf8}]   # or base64, hex; strip_prefix
              message: [{header: x-example-timestamp}, {literal: "."}, raw_body]
              signature: {header: x-example-signature, shape: prefix, prefix: "sha256=", encoding: hex}
              # Where nothing is signed but the body, take `timestamp` away, here and in `message`.
              timestamp: {header: x-example-timestamp, unit: s, tolerance: 300, future: true}
        \(guarding)
        """

    static let tokenSection = """
        settings:
          secret_token:
            type: secrets      # one, or several while it is being changed
            required: true
            description: "Of your own making; it comes with every request"
        \(sharedSettings)
        \(account)

        webhook:
          verify:
            token: {header: x-example-token, setting: secret_token}    # change: or bearer: true, query: NAME, field: NAME
        \(guarding)
        """

    static let formSection = """
        settings:
          user:
            type: text
            required: true
            description: "User name of the webhook"
          password:
            type: secrets      # one, or several while it is being changed
            required: true
            description: "Password of the webhook"
        \(sharedSettings)

        webhook:
          verify:
            basic: {user: {setting: user}, password: {setting: password}, challenge: true}
        """

    static let pollSection = """
        settings:
        \(sharedSettings)

        poll:
          interval: 60s                # change: what the vendor's limits allow, at least 5s
          request: poll.jq
          items: .body.messages[]      # change: where the list stands; the oldest first
          key: .id                     # what is known under it is not stored again
          cursor: .body.next           # change: where to go on the next time
          more: .body.has_more         # change: whether to ask again at once
          errors:
            - {when: ".status == 429", class: rate_limited, retry_after: '.headers["retry-after"]'}
        """

    static let sendSection = #"""
        # Take this and send.jq away where the channel cannot answer.
        send:
          program: send.jq
          id: ".body.id | tostring"    # change: as normalize.jq writes ids, or receipts do not find the message
          errors:                      # change: the vendor's error codes; the first that fits counts
            - {when: ".status == 429", class: rate_limited, retry_after: '.headers["retry-after"]'}
            - when: ".status == 401 or .status == 403"
              class: needs_operator
              code: ".body.error? // .status | tostring"
              detail: '"the access token was refused (HTTP \(.status))"'
            - when: ".status >= 400 and .status < 500"
              class: permanent
              code: ".body.error? // .status | tostring"
              detail: '.body.message? // "the message was refused"'
          idempotent: false            # change: true, or {for: 24h}, only if the vendor drops what repeats a key that send.jq gives
          limit: {unit: chars, count: 4000}    # change
        """#
}
