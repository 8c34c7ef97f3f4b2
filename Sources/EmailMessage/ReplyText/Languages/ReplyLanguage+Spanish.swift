extension ReplyLanguage {
    /// Spanish.
    static let spanish = ReplyLanguage(
        openings: ["el", "en", "lun", "mar", "mié", "jue", "vie", "sáb", "dom"],
        verbs: ["escribió", "escribio", "ha escrito", "escribe", "citando a"],
        from: ["de"],
        sent: ["enviado", "fecha", "enviado el", "enviada", "enviado a las", "enviados"],
        to: ["para", "a"],
        cc: ["cc", "cco", "copia", "importancia", "responder a"],
        subject: ["asunto"],
        original: ["mensaje original", "correo original", "mensaje de origen"],
        forwarded: [
            "mensaje reenviado", "inicio del mensaje reenviado", "correo reenviado", "comienza el mensaje reenviado",
        ],
        footers: [
            "enviado desde", "enviado con", "enviado por", "obtener outlook para", "enviado de mi",
            "obtén outlook para", "enviado … desde mi", "descargar outlook", "enviado a través",
        ],
        passingOn: [
            "para su información", "para tu información", "para su conocimiento", "ver abajo", "ver más abajo",
            "te reenvío", "adjunto correo",
        ])
}
