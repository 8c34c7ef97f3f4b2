# Letters outside the GSM 7-bit alphabet (3GPP TS 23.038) need the other encoding; without it they would come out as question marks.
def is_gsm: test("^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\\\\\[~\\]|€-]*$");

{
  method: "POST",
  url: "\($settings.api_base)/sms/json",
  form: ({
    api_key: $settings.api_key, api_secret: $settings.api_secret,
    from: ($settings.from // (.conversation | split("|")[0])), to: .recipient, text,
    type: (if .text | is_gsm then "text" else "unicode" end),
    callback: $settings.status_callback, "client-ref": (.idempotency_key | .[0:100])
  } | present)
}
