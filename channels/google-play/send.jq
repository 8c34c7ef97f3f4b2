# The conversation is the review.
{
  method: "POST",
  url: "\($settings.api_base)/androidpublisher/v3/applications/\($settings.package | @uri)/reviews/\(.conversation | @uri):reply",
  headers: {authorization: "Bearer \($token)"},
  json: {replyText: .text}
}
