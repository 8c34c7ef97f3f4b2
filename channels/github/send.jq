# An issue's conversation is owner/name#number; comments on discussions need the GraphQL API, which this does not speak.
(.conversation | split("#")) as $where
| if ($where | length) != 2 then error("replies go to issues only, not to discussions") else . end
| {
    method: "POST",
    url: "\($settings.api_base)/repos/\($where[0])/issues/\($where[1])/comments",
    headers: {authorization: "Bearer \($settings.access_token)", accept: "application/vnd.github+json",
              "x-github-api-version": "2022-11-28", "user-agent": "inboxd"},
    json: {body: .text}
  }
