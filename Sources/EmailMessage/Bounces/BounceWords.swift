/// The words by which reports for people are known. All in small letters.
enum BounceWords {
    /// That a message was not delivered.
    static let failures = [
        "could not be delivered", "couldn't be delivered", "cannot be delivered", "can't be delivered",
        "wasn't delivered", "was not delivered", "wasn't able to deliver", "was not able to deliver",
        "unable to deliver", "undeliverable", "undelivered", "delivery has failed", "delivery failed",
        "delivery to the following recipient failed", "delivery to the following recipients failed",
        "delivery failure", "delivery status notification (failure)", "did not reach", "couldn't deliver",
        "could not deliver", "failure notice", "returned mail", "returned to sender", "mail delivery failed",
        "cannot be reached", "permanent error", "permanent fatal errors", "fatal delivery errors",
        "failed permanently", "address not found",
        "error occurred while trying to deliver", "mail failure",
        // French, German, Spanish, Italian, Portuguese, Dutch, Polish, Russian, Chinese, Japanese.
        "non remis", "échec de la remise", "n'a pas pu être remis", "n’a pas pu être remis", "unzustellbar",
        "nicht zugestellt", "fehler bei der nachrichtenzustellung", "no se pudo entregar", "no se ha podido entregar",
        "no pudo ser entregado", "error de entrega", "non recapitabile", "impossibile recapitare",
        "non è stato possibile recapitare", "não foi possível entregar", "não pôde ser entregue", "falha na entrega",
        "onbestelbaar", "niet worden bezorgd", "niet bezorgd", "nie można dostarczyć", "nie dostarczono",
        "niedostarczona", "не доставлено", "не удалось доставить", "не может быть доставлено", "недоставленное",
        "投递失败", "退信", "退回", "无法送达", "無法傳遞", "配信不能", "配信できません", "配信されませんでした",
    ]

    /// That it is tried on.
    static let delays = [
        "has not yet been delivered", "not been delivered yet", "delivery status notification (delay)",
        "will be retried", "will retry", "still trying", "will keep trying", "warning: could not send message",
        "message still undelivered after", "you do not need to resend", "delivery attempts will continue",
    ]

    /// That it is not tried any more.
    static let ends = ["permanent", "given up", "giving up", "gave up", "retry timeout exceeded"]

    /// That it would fail again.
    static let permanents = [
        "permanent", "no such user", "user unknown", "unknown user", "user not found", "does not exist",
        "doesn't exist", "no mailbox here by that name", "address not found", "no longer valid", "couldn't be found",
        "could not be found", "wasn't found", "not listed in", "mailbox unavailable", "mailbox is disabled",
        "account is disabled", "invalid recipient", "recipient rejected", "unrouteable address",
        "unknown recipient", "no such recipient", "doesn't have a yahoo", "no mailbox",
        "konnte nicht gefunden werden", "n'existe pas", "no existe", "non esiste", "não existe", "bestaat niet",
        "nie istnieje", "пользователь не найден", "не существует", "不存在", "存在しません",
    ]

    /// Where a copy of the message begins.
    static let copyMarks = [
        "below this line is a copy of the message", "this is a copy of the message",
        "copy of the message, including all",
        "copy of your message", "original message follows", "included is a copy of the message",
        "----- original message", "original message headers", "--- original message", "unsent message below",
        "your original message", "--- message header follows", "message headers follow",
        "header of the original message",
    ]
}
