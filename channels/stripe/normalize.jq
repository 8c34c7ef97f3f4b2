# One event a body; a dispute is one conversation, and each thing that happens to it a message of the customer's bank.

# Minor units: most currencies have two, some none, a few three.
def money:
  (.currency | ascii_upcase) as $code
  | .amount as $amount
  | (if ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"] | index($code)
     then "\($amount)"
     elif ["BHD", "JOD", "KWD", "OMR", "TND"] | index($code) then
       "\($amount / 1000 | floor).\($amount % 1000 + 1000 | tostring | .[1:])"
     else "\($amount / 100 | floor).\($amount % 100 + 100 | tostring | .[1:])" end) + " " + $code;

def words: replace("_"; " ");

def account: if .account == null then "" else "\(.account):" end;

def message($what):
  account as $account
  | .data.object as $d
  | ($d | money) as $money
  | ($d.reason | words) as $reason
  | {type: "message", id, conversation: ($account + $d.id), sender: {id: ($account + $d.charge), name: "Charge \($d.charge)"},
     sent_at: (.created * 1000), subject: "Dispute of \($money): \($reason)", automatic: true,
     text: ("\($what)\nAmount: \($money)\nReason: \($reason)\nStatus: \($d.status | words)\nCharge: \($d.charge)"
            + (if $d.evidence_details.due_by == null then "" else "\nEvidence due by: \($d.evidence_details.due_by | todate)" end))};

if type != "object" or .object != "event" then error("this is no Stripe event")
elif .livemode != $settings.livemode then ignored("other_mode")
elif .data.object.object != "dispute" then ignored("other_event")
elif .type == "charge.dispute.created" then message("A customer disputes a charge.")
elif .type == "charge.dispute.updated" then message("The dispute has changed.")
elif .type == "charge.dispute.closed" then message("The dispute is closed.")
elif .type == "charge.dispute.funds_withdrawn" then message("The amount was taken from the balance.")
elif .type == "charge.dispute.funds_reinstated" then message("The amount was given back.")
else ignored("other_event") end
