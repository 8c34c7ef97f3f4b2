# Shopify sends no customer messages: what comes tells who a customer is, or is a request of privacy law that somebody must answer.

def topic: $headers["x-shopify-topic"];

def at: $headers["x-shopify-triggered-at"] | if . == null then $received_at else rfc3339_ms end;

def full_name: [.first_name, .last_name] | map(select(. != null and . != "")) | join(" ");

# A customer is known by the address that their mail will come from.
def person: {id: (.email // .phone), name: full_name, email, phone, locale: .locale} | present;

def customer: if . == null or (.email // .phone) == null then ignored("no_address") else
  {type: "contact", sender: person, change: "updated", at: at} end;

def request($what; $details):
  . as $body
  | (.customer.email // .shop_domain) as $who
  | {type: "message", id: ($headers["x-shopify-event-id"] // $headers["x-shopify-webhook-id"]),
     conversation: ($what + ":" + ($headers["x-shopify-event-id"] // $headers["x-shopify-webhook-id"])),
     sender: ({id: $who, email: $body.customer.email, phone: $body.customer.phone} | present), sent_at: at, subject: $what,
     text: ([$what, "Shop: \(.shop_domain)", (if .customer == null then empty else "Customer: \(.customer.id) \(.customer.email // "")" end), $details]
            | map(select(. != "")) | join("\n")),
     automatic: true};

if topic == null then error("this is no Shopify webhook: the header X-Shopify-Topic is missing")
elif topic == "customers/create" or topic == "customers/update" or topic == "customers/enable" then customer
elif topic == "orders/create" or topic == "orders/updated" or topic == "orders/paid" or topic == "orders/cancelled" then
  # Who orders writes; the order itself is looked up where it is needed.
  .customer | customer
elif topic == "customers/data_request" then
  request("Customer asks for their data"; "Orders: " + ([.orders_requested[]? | tostring] | join(", ")))
elif topic == "customers/redact" then
  request("Customer's data must be erased"; "Orders: " + ([.orders_to_redact[]? | tostring] | join(", ")))
elif topic == "shop/redact" then request("Shop's data must be erased"; "")
else ignored("other_topic") end
