"""The pages of 합격자소서: what is where (`selectors`), and pure readers from HTML to essays."""
