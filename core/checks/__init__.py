"""제출 전 점검 and 블라인드 채용 점검: what rules alone say about an answer, at once and with no model."""
