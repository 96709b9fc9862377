"""합격자소서 찾기: collected and written essays with what experts said of them."""
