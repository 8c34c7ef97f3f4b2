# The conversation is the review.
{
  method: "POST",
  url: "\($settings.api_base)/v1/customerReviewResponses",
  headers: {authorization: "Bearer \($token)"},
  json: {data: {type: "customerReviewResponses", attributes: {responseBody: .text}, relationships: {review: {data: {type: "customerReviews", id: .conversation}}}}}
}
