"""제출 전 점검, 블라인드 점검 and 맞춤법 while one writes: found off the UI thread, shown as cards and in the text."""
