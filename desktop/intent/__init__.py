"""문항 의도 카드 and 합격자 분포: what experts ask for, and where one stands."""
