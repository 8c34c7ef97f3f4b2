# One event a body; a dispute is one conversation, and each thing that happens to it a message of the customer's bank.

# Minor units: most currencies have two, some none, a few three.
def money($amount; $currency):
  ($currency | ascii_upcase) as $code
  | (if ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"] | index($code)
     then "\($amount)"
     elif ["BHD", "JOD", "KWD", "OMR", "TND"] | index($code) then
       "\($amount / 1000 | floor).\($amount % 1000 + 1000 | tostring | .[1:])"
     else "\($amount / 100 | floor).\($amount % 100 + 100 | tostring | .[1:])" end) + " " + $code;

def words: split("_") | join(" ");

def account: if .account == null then "" else "\(.account):" end;

def text($d; $what):
  [ $what,
    "Amount: \(money($d.amount; $d.currency))",
    "Reason: \($d.reason | words)",
    "Status: \($d.status | words)",
    "Charge: \($d.charge)",
    (if $d.evidence_details.due_by == null then empty else "Evidence due by: \($d.evidence_details.due_by | todate)" end) ]
  | join("\n");

def message($what):
  . as $e
  | .data.object as $d
  | {type: "message", id: $e.id, conversation: (($e | account) + $d.id), sender: {id: (($e | account) + $d.charge), name: "Charge \($d.charge)"},
     sent_at: ($e.created * 1000), subject: ("Dispute of \(money($d.amount; $d.currency)): \($d.reason | words)"),
     text: text($d; $what), automatic: true};

if type != "object" or .object != "event" then error("this is no Stripe event")
elif .livemode != $settings.livemode then ignored("other_mode")
elif .data.object.object != "dispute" then ignored("other_event")
elif .type == "charge.dispute.created" then message("A customer disputes a charge.")
elif .type == "charge.dispute.updated" then message("The dispute has changed.")
elif .type == "charge.dispute.closed" then message("The dispute is closed.")
elif .type == "charge.dispute.funds_withdrawn" then message("The amount was taken from the balance.")
elif .type == "charge.dispute.funds_reinstated" then message("The amount was given back.")
else ignored("other_event") end
