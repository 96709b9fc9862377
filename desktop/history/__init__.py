"""Every critique ever made."""
