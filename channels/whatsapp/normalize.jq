# A body holds several entries, each with several changes, each with several messages and statuses.

# The contacts of a change by number and by business-scoped user id: one pass, since there may be a thousand of each.
# Where there is one contact alone, everything is from it.
def directory:
  {people: (reduce (.contacts[]? | {contact: ., key: (.wa_id, .user_id)} | select(.key != null)) as $c
    ({}; .[$c.key] = $c.contact)),
   only: (if (.contacts | length) == 1 then .contacts[0].user_id else null end)};

# Whoever has hidden the phone number comes with a business-scoped user id alone.
def person($directory; $number; $user):
  ($number // $user // $directory.only) as $id
  | $directory.people[$id // ""] as $contact
  | {id: $id, name: $contact.profile.name,
     # In a list of its own: in jq 1.6 a question mark hides the errors of what comes behind it too.
     phone: ($number // "" | if [tonumber?] == [] then null else "+" + . end)}
  | present;

def instant: .timestamp | seconds_ms;

def media($kind): {kind: $kind, name: .filename, content_type: .mime_type, size: .file_size, ref: .id} | present;

def order_line: "\(.quantity) × \(.product_retailer_id) (\(.item_price) \(.currency))";

# The text and the attachments of a message, or null where it has neither.
def content:
  if .type == "text" then {text: .text.body}
  elif .type == "image" then {text: (.image.caption // ""), attachments: [.image | media("image")]}
  elif .type == "video" then {text: (.video.caption // ""), attachments: [.video | media("video")]}
  elif .type == "audio" then {text: "", attachments: [.audio | media("audio")]}
  elif .type == "document" then {text: (.document.caption // ""), attachments: [.document | media("file")]}
  elif .type == "sticker" then {text: "", attachments: [.sticker | media("sticker")]}
  elif .type == "location" then
    {text: "",
     attachments: [.location
       | {kind: "location", name: ([.name, .address] | map(select(. != null)) | join(", ")),
          url: "geo:\(.latitude),\(.longitude)"} | present]}
  elif .type == "contacts" then
    {text: "",
     attachments: [.contacts[]
       | (.phones[0] | .wa_id // .phone // "") as $number
       | {kind: "contact", name: .name.formatted_name, ref: (if $number == "" then .name.formatted_name else null end),
          url: (if $number == "" then null else "tel:+" + ($number | gsub("[^0-9]"; "")) end)} | present]}
  elif .type == "button" then {text: .button.text}
  elif .type == "interactive" then
    .interactive as $i
    | ($i.button_reply.title // $i.list_reply.title // $i.nfm_reply.body) as $text
    | if $text == null then null else {text: $text} end
  elif .type == "order" then
    {text: ([.order.text, (.order.product_items[]? | order_line)] | map(select(. != null and . != "")) | join("\n"))}
  else null end
  | if . == null or (.text == "" and (.attachments // []) == []) then null else . end;

def unmapped:
  ignored({unsupported: "unsupported_message", request_welcome: "chat_opened", interactive: "incomplete_message",
           order: "empty_order"}[.type] // "unknown_message_type");

def edit_or_delete:
  if .type == "edit" then
    {type: "edit", target: .edit.original_message_id, text: (.edit.message | content | if . == null then "" else .text end),
     at: instant}
  else {type: "delete", target: .revoke.original_message_id, at: instant} end;

def inbound($directory):
  person($directory; .from; .from_user_id) as $sender
  | if .group_id != null then ignored("group_message")
    elif .type == "reaction" then
      {type: "reaction", target: .reaction.message_id, sender: $sender, emoji: (.reaction.emoji // ""),
       removed: ((.reaction.emoji // "") == ""), at: instant}
    elif .type == "edit" or .type == "revoke" then edit_or_delete
    elif .type == "system" then
      if .system.type == "user_changed_number" and .system.wa_id != null then
        {type: "contact", sender: {id: .from, phone: "+\(.system.wa_id)"}, change: "updated", at: instant}
      else ignored(.system.type // "system") end
    else
      content as $content
      | if $content == null then unmapped
        else
          ({type: "message", id, conversation: $sender.id, sender: $sender, sent_at: instant, reply_to: .context.id}
           | present) + $content
        end
    end;

# Typed in the phone's own app, beside us.
def echo($directory; $number_id):
  person($directory; .to; .to_user_id) as $customer
  | if .type == "edit" or .type == "revoke" then edit_or_delete
    elif .type == "reaction" then ignored("own_reaction")
    else
      content as $content
      | if $content == null then unmapped
        else
          ({type: "echo", id, conversation: $customer.id,
            sender: {id: $number_id, phone: "+\(.from)"}, recipient: $customer,
            sent_at: instant, reply_to: .context.id}
           | present) + $content
        end
    end;

def receipt:
  {sent: "sent", delivered: "delivered", read: "read", played: "read", failed: "failed"}[.status] as $state
  | if $state == null then ignored("unknown_status")
    else
      (.errors[0]? // null) as $error
      | {type: "receipt", target: .id, state: $state,
         error: (if $error == null then null else "\($error.code) \($error.title // $error.message // "")" end), at: instant}
      | present
    end;

def change:
  .value as $value
  | ($value | directory) as $directory
  | if $settings.phone_number_id != null and $value.metadata.phone_number_id != null
       and $value.metadata.phone_number_id != $settings.phone_number_id then ignored("other_number")
    elif .field == "messages" then
      [($value.messages[]? | alone(inbound($directory))), ($value.statuses[]? | alone(receipt))]
      | if . == [] then ignored(if $value.errors != null then "account_error" else "empty_change" end) else .[] end
    elif .field == "smb_message_echoes" then
      [$value.message_echoes[]? | alone(echo($directory; $value.metadata.phone_number_id))] | if . == [] then ignored("empty_change") else .[] end
    else ignored("other_field") end;

if type != "object" or .object != "whatsapp_business_account" then
  error("this is no WhatsApp webhook: object is not whatsapp_business_account")
else
  [.entry[]?.changes[]?] | if . == [] then ignored("empty_change") else .[] | change end
end
