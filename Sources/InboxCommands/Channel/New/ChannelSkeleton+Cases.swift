extension ChannelSkeleton {
    /// Shapes of a vendor that there is not. Whoever writes the channel puts the documented ones in their place.
    static let jsonCases: [File] = [
        (
            "cases/message.yaml",
            """
            description: A customer writes a text message
            request:
              json:    # change: as the vendor's documentation has it, with names that nobody has
                account: A1
                type: message
                id: m1
                chat: c1
                from: {id: u1, name: Ann Example}
                at: "2026-03-02T09:00:00Z"
                text: "Where is my parcel?"
            expect:
              answer: {status: 200, body: ""}
              outcome: accepted
              events:
                - {type: message, id: m1, conversation: c1, sender: {id: u1, name: Ann Example}, sent_at: 1772442000000, text: "Where is my parcel?"}

            """
        ),
        (
            "cases/file.yaml",
            """
            description: A file without a text, in answer to a message
            request:
              json: {account: A1, type: message, id: m2, chat: c1, from: {id: u1}, at: "2026-03-02T09:00:05Z", reply_to: m1, file: {url: "https://files.example.com/m2", name: parcel.jpg, type: image/jpeg}}
            expect:
              outcome: accepted
              events:
                - {type: message, id: m2, conversation: c1, sender: {id: u1}, sent_at: 1772442005000, reply_to: m1, text: "", attachments: [{kind: file, name: parcel.jpg, content_type: image/jpeg, url: "https://files.example.com/m2"}]}

            """
        ),
        (
            "cases/redelivery.yaml",
            """
            description: "The same message once more has the same id"
            request:
              json: {account: A1, type: message, id: m1, chat: c1, from: {id: u1, name: Ann Example}, at: "2026-03-02T09:00:00Z", text: "Where is my parcel?"}
            expect:
              outcome: accepted
              events:
                - {type: message, id: m1, conversation: c1, sender: {id: u1, name: Ann Example}, sent_at: 1772442000000, text: "Where is my parcel?"}

            """
        ),
        (
            "cases/edit.yaml",
            """
            description: The customer changes what was said
            request: {json: {account: A1, type: message_changed, id: m1, from: {id: u1}, at: "2026-03-02T09:01:00Z", text: "Where are my parcels?"}}
            expect:
              outcome: accepted
              events: [{type: edit, target: m1, text: "Where are my parcels?", at: 1772442060000}]

            """
        ),
        (
            "cases/delete.yaml",
            """
            description: The customer takes it back
            request: {json: {account: A1, type: message_deleted, id: m1, from: {id: u1}, at: "2026-03-02T09:02:00Z"}}
            expect:
              outcome: accepted
              events: [{type: delete, target: m1, at: 1772442120000}]

            """
        ),
        (
            "cases/own.yaml",
            """
            description: What our side wrote comes back
            request: {json: {account: A1, type: message, id: m3, chat: c1, from: {id: b1, is_us: true}, at: "2026-03-02T09:03:00Z", text: "It comes today."}}
            expect:
              outcome: accepted
              events: [{type: ignored, reason: own_message}]

            """
        ),
        (
            "cases/unknown.yaml",
            """
            description: A kind that nobody has told us of
            request: {json: {account: A1, type: typing_started, chat: c1}}
            expect:
              outcome: accepted
              events: [{type: ignored, reason: other_event}]

            """
        ),
        (
            "cases/other-body.yaml",
            """
            description: A body of another shape is quarantined
            request: {json: {account: A1, hello: 1}}
            expect: {outcome: accepted, error: mapping_failed}

            """
        ),
        (
            "cases/not-json.yaml",
            """
            description: A body that is no JSON has no account, so the guard refuses it
            request: {body: "hello"}
            expect: {answer: {status: 401}, outcome: rejected, reason: guard_failed}

            """
        ),
        (
            "cases/other-account.yaml",
            """
            description: A message for another account
            request: {json: {account: A2, type: message, id: m1, chat: c1, from: {id: u1}, at: "2026-03-02T09:00:00Z", text: Hello}}
            expect: {answer: {status: 401}, outcome: rejected, reason: guard_failed}

            """
        ),
    ]

    /// What belongs to a signature. No example of it is given: the runner signs by the channel's own rule.
    static let signatureCases: [File] = [
        (
            "cases/settings.yaml",
            """
            signing_secret: example-signing-secret
            access_token: example-access-token
            account: A1

            """
        ),
        (
            "cases/handshake.yaml",
            """
            description: The vendor tries the address
            request: {json: {account: A1, type: url_verification, challenge: abc123}}
            expect: {answer: {status: 200, content_type: text/plain, body: abc123}, outcome: responded}

            """
        ),
        (
            "cases/wrong-signature.yaml",
            """
            description: A signature over something else
            request:
              headers: {x-example-timestamp: "1767225600", x-example-signature: "sha256=0000000000000000000000000000000000000000000000000000000000000000"}
              json: {account: A1, type: message, id: m1}
            expect: {answer: {status: 401}, outcome: rejected, reason: signature_wrong}

            """
        ),
        (
            "cases/no-signature.yaml",
            """
            description: No signature at all
            request: {sign: false, json: {account: A1, type: message, id: m1}}
            expect: {answer: {status: 401}, outcome: rejected, reason: signature_missing}

            """
        ),
        (
            "cases/stale.yaml",
            """
            description: A signature that is ten minutes old
            request: {sign: {age: 600}, json: {account: A1, type: message, id: m1}}
            expect: {answer: {status: 401}, outcome: rejected, reason: timestamp_stale}

            """
        ),
    ]

    static let tokenCases: [File] = [
        (
            "cases/settings.yaml",
            """
            secret_token: example-secret-token
            access_token: example-access-token
            account: A1

            """
        ),
        (
            "cases/wrong-token.yaml",
            """
            description: Another token
            request: {headers: {x-example-token: other}, json: {account: A1, type: message, id: m1}}
            expect: {answer: {status: 401}, outcome: rejected, reason: signature_wrong}

            """
        ),
        (
            "cases/no-token.yaml",
            """
            description: No token at all
            request: {sign: false, json: {account: A1, type: message, id: m1}}
            expect: {answer: {status: 401}, outcome: rejected, reason: signature_missing}

            """
        ),
    ]
}
