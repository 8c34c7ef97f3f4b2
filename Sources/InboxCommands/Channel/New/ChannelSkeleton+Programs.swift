extension ChannelSkeleton {
    /// Of JSON bodies, and of the items of a poll.
    static let normalizeJSON = #"""
        # One payload, and the events that it becomes: docs/events.md has their members. Change: the names of the vendor's
        # fields, everywhere. Where a body holds several: `.list[] | alone(event)`, and one that is broken leaves the others.

        def sender: {id: .from.id, name: .from.name} | present;

        def attachments:
          if .file == null then []
          else [{kind: "file", name: .file.name, content_type: .file.type, url: .file.url} | present] end;

        def message:
          ({type: "message", id, conversation: .chat, sender: sender, sent_at: (.at | rfc3339_ms), reply_to} | present)
          + {text: (.text // ""), attachments: attachments};

        if type != "object" or .type == null then error("this is no payload of the vendor: it has no type")
        # Change: how to tell what our side wrote. It must never come back as the customer's.
        elif .from.is_us? == true then ignored("own_message")
        elif .type == "message" then message
        elif .type == "message_changed" then {type: "edit", target: .id, text: (.text // ""), at: (.at | rfc3339_ms)}
        elif .type == "message_deleted" then {type: "delete", target: .id, at: (.at | rfc3339_ms)}
        # What is not known is of no consequence, and is said by name.
        else ignored("other_event") end

        """#

    static let normalizeForm = #"""
        # The fields of one form, and the events that they become: docs/events.md has their members. Change: the names of the
        # vendor's fields, everywhere. A field that repeats is a list; a file is an object {filename, content_type, size}.

        def attachments:
          if .file_url == null then [] else [{kind: "file", content_type: .file_type, url: .file_url} | present] end;

        if .id == null then error("this is no form of the vendor: it has no id")
        elif .from != null then
          ({type: "message", id, conversation: .from, sender: {id: .from, phone: .from}, to, sent_at: (.sent | seconds_ms)}
           | present)
          + {text: (.text // ""), attachments: attachments}
        # What becomes of our own messages. Change: the vendor's words.
        elif .status == "delivered" or .status == "failed" then {type: "receipt", target: .id, state: .status}
        # What is not known is of no consequence, and is said by name.
        else ignored("other_event") end

        """#

    static let pollRequest = #"""
        # The request for one page. Change: the address and its parameters. The cursor is what the last answer gave, null
        # before the first; the output may be empty, and nothing is asked then.
        {
          method: "GET",
          url: "\($settings.api_base)/messages?limit=100\(if .cursor == null then "" else "&after=\(.cursor | @uri)" end)",
          headers: {authorization: "Bearer \($settings.access_token)"}
        }

        """#

    static let sendRequest = #"""
        # The one request that carries a reply. Change: the address, the members. `.conversation` and `.reply_to` are as
        # normalize.jq made them; `.idempotency_key` is the same over all attempts.
        {
          method: "POST",
          url: "\($settings.api_base)/messages",
          headers: {authorization: "Bearer \($settings.access_token)"},
          json: ({chat: .conversation, text: .text, reply_to: .reply_to} | present)
        }

        """#
}
