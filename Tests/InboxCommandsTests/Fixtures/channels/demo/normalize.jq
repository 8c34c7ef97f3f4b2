{type: "message", id, conversation: .from, sender: {id: .from}, sent_at: .at, text}
