extension ChannelSkeleton {
    static let formCases: [File] = [
        (
            "cases/settings.yaml",
            """
            user: inboxd
            password: example-password
            access_token: example-access-token

            """
        ),
        (
            "cases/message.yaml",
            """
            description: A customer writes a text message
            request:    # change: as the vendor's documentation has it, with numbers that are reserved for examples
              headers: {content-type: application/x-www-form-urlencoded}
              body: "id=m1&from=%2B12025550101&to=%2B12025550199&sent=1772442000&text=Where+is+my+parcel%3F"
            expect:
              answer: {status: 200, body: ""}
              outcome: accepted
              events:
                - {type: message, id: m1, conversation: "+12025550101", sender: {id: "+12025550101", phone: "+12025550101"}, to: "+12025550199", sent_at: 1772442000000, text: "Where is my parcel?"}

            """
        ),
        (
            "cases/file.yaml",
            """
            description: A file without a text
            request:
              headers: {content-type: application/x-www-form-urlencoded}
              body: "id=m2&from=%2B12025550101&to=%2B12025550199&sent=1772442005&file_url=https%3A%2F%2Ffiles.example.com%2Fm2&file_type=image%2Fjpeg"
            expect:
              outcome: accepted
              events:
                - {type: message, id: m2, conversation: "+12025550101", sender: {id: "+12025550101", phone: "+12025550101"}, to: "+12025550199", sent_at: 1772442005000, text: "", attachments: [{kind: file, content_type: image/jpeg, url: "https://files.example.com/m2"}]}

            """
        ),
        (
            "cases/receipt.yaml",
            """
            description: Our message arrived
            request: {headers: {content-type: application/x-www-form-urlencoded}, body: "id=out9&status=delivered"}
            expect:
              outcome: accepted
              events: [{type: receipt, target: out9, state: delivered}]

            """
        ),
        (
            "cases/unknown.yaml",
            """
            description: A state that is of no consequence
            request: {headers: {content-type: application/x-www-form-urlencoded}, body: "id=out9&status=queued"}
            expect:
              outcome: accepted
              events: [{type: ignored, reason: other_event}]

            """
        ),
        (
            "cases/other-body.yaml",
            """
            description: A form of another shape is quarantined
            request: {headers: {content-type: application/x-www-form-urlencoded}, body: "hello=1"}
            expect: {outcome: accepted, error: mapping_failed}

            """
        ),
        (
            "cases/wrong-password.yaml",
            """
            description: Other credentials
            request: {headers: {authorization: "Basic aW5ib3hkOndyb25n"}, body: "id=m1"}
            expect: {answer: {status: 401}, outcome: rejected, reason: signature_wrong}

            """
        ),
        (
            "cases/no-password.yaml",
            """
            description: No credentials at all
            request: {sign: false, body: "id=m1"}
            expect: {answer: {status: 401}, outcome: rejected, reason: signature_missing}

            """
        ),
    ]

    static let pollCases: [File] = [
        ("cases/settings.yaml", "access_token: example-access-token\n"),
        (
            "cases/first-page.yaml",
            """
            description: "The first page, and what becomes of its messages"
            poll:
              request: {method: GET, url: "https://api.example.com/v1/messages?limit=100", headers: {authorization: Bearer example-access-token}}
              response:
                status: 200
                json:    # change: as the vendor's documentation has it, with names that nobody has
                  messages:
                    - {type: message, id: m1, chat: c1, from: {id: u1, name: Ann Example}, at: "2026-03-02T09:00:00Z", text: "Where is my parcel?"}
                    - {type: message, id: m2, chat: c1, from: {id: b1, is_us: true}, at: "2026-03-02T09:00:05Z", text: "It comes today."}
                  next: p2
                  has_more: true
              outcome:
                cursor: p2
                more: true
                keys: [m1, m2]
                events:
                  - {type: message, id: m1, conversation: c1, sender: {id: u1, name: Ann Example}, sent_at: 1772442000000, text: "Where is my parcel?"}
                  - {type: ignored, reason: own_message}

            """
        ),
        (
            "cases/next-page.yaml",
            """
            description: "The next page, with nothing on it"
            poll:
              cursor: p2
              request: {method: GET, url: "https://api.example.com/v1/messages?limit=100&after=p2"}
              response: {status: 200, json: {messages: [], has_more: false}}
              outcome: {more: false, keys: [], events: []}

            """
        ),
        (
            "cases/slow-down.yaml",
            """
            description: The vendor asks to wait
            poll:
              response: {status: 429, headers: {retry-after: "30"}, json: {error: rate_limited}}
              outcome: {failed: rate_limited}

            """
        ),
        (
            "cases/no-access.yaml",
            """
            description: The access token is not known
            poll:
              response: {status: 401, json: {error: unauthorized}}
              outcome: {failed: needs_operator}

            """
        ),
    ]

    static func sendCases(_ kind: Kind) -> [File] {
        let chat = kind == .form ? "\"+12025550101\"" : "c1"
        let message = """
            message: {id: 7, conversation: \(chat), recipient: \(kind == .form ? chat : "u1"), text: "It comes today.", last_inbound_at: 1767222000000, idempotency_key: out-7}
            """
        func file(_ name: String, _ description: String, _ rest: String) -> File {
            ("cases/send-\(name).yaml", "description: \(description)\nsend:\n  \(message)\n\(rest)\n")
        }
        return [
            file(
                "text", "A reply",
                """
                  request: {method: POST, url: "https://api.example.com/v1/messages", headers: {authorization: Bearer example-access-token}, json: {chat: \(chat), text: "It comes today."}}
                  response: {status: 200, json: {id: m9}}
                  outcome: {sent: m9}
                """),
            file(
                "rate", "The vendor asks to wait",
                """
                  response: {status: 429, headers: {retry-after: "30"}, json: {error: rate_limited}}
                  outcome: {failed: rate_limited, until_seconds: 30}
                """),
            file(
                "bad", "The vendor refuses the message",
                """
                  response: {status: 400, json: {error: chat_closed, message: The chat is closed}}
                  outcome: {failed: permanent, code: chat_closed}
                """),
            file(
                "token", "The access token is not known",
                """
                  response: {status: 401, json: {error: unauthorized}}
                  outcome: {failed: needs_operator, code: unauthorized}
                """),
            file(
                "down", "The vendor fails",
                """
                  response: {status: 500, json: {}}
                  outcome: {failed: transient}
                """),
            file(
                "answer-lost", "Nobody knows whether it arrived",
                """
                  answer_lost: true
                  outcome: {failed: maybe_sent}
                """),
        ]
    }
}
