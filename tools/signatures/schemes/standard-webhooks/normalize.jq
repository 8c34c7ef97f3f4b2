ignored("signature_check")
