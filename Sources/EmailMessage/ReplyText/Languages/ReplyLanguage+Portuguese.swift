extension ReplyLanguage {
    /// Portuguese, of Portugal and of Brazil.
    static let portuguese = ReplyLanguage(
        openings: ["em", "a", "no dia", "no", "na", "seg", "ter", "qua", "qui", "sex", "sáb", "dom", "às"],
        verbs: ["escreveu", "escreveu o seguinte", "escreveu no dia", "escreve", "escreveram"],
        from: ["de"],
        sent: ["enviado", "enviada", "data", "enviada em", "enviado em", "enviado a"],
        to: ["para", "a"],
        cc: ["cc", "cco", "c/c", "importância", "responder a", "responder para"],
        subject: ["assunto"],
        original: ["mensagem original", "mensagem de origem", "email original", "e-mail original"],
        forwarded: [
            "mensagem encaminhada", "mensagem reencaminhada", "início da mensagem encaminhada",
            "início da mensagem reencaminhada", "início de mensagem encaminhada", "início de mensagem reencaminhada",
            "e-mail encaminhado",
        ],
        footers: [
            "enviado do", "enviado de", "enviado a partir", "enviado pelo", "enviado por", "enviado via", "enviada do",
            "obter o outlook para", "obtenha o outlook para", "baixe o outlook para", "enviado com", "enviado através",
            "enviado … do meu", "baixar o outlook",
        ],
        passingOn: [
            "para conhecimento", "para sua informação", "para informação", "ver abaixo", "veja abaixo", "segue abaixo",
            "encaminho",
        ])
}
