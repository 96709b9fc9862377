"""How the browser is started: quiet, honest about what it is, and in a sandbox wherever it can be."""

import os
import sys
from pathlib import Path

from selenium.webdriver.chrome.options import Options as ChromeOptions
from selenium.webdriver.chromium.options import ChromiumOptions
from selenium.webdriver.edge.options import Options as EdgeOptions

from scraper.browser_programs import Programs

# Everything by which Chromium would talk to somebody other than the site, or ask a person something.
_QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-domain-reliability",
    "--disable-client-side-phishing-detection",
    "--disable-breakpad",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-quic",
    "--disable-search-engine-choice-screen",
    "--disable-features=Translate,OptimizationHints,MediaRouter,AutofillServerCommunication,BackForwardCache",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pings",
    "--mute-audio",
    "--password-store=basic",
    "--use-mock-keychain",
    "--disk-cache-size=33554432",
    "--lang=ko-KR",
)
# What still asks somebody else although those flags are there; the names lead nowhere then.
_CHATTER = (
    "update.googleapis.com",
    "safebrowsing.googleapis.com",
    "optimizationguide-pa.googleapis.com",
    "content-autofill.googleapis.com",
    "*.clients.google.com",
    "clients*.google.com",
    "redirector.gvt1.com",
    "*.duckduckgo.com",
    "edge.microsoft.com",
    "*.smartscreen.microsoft.com",
    "config.edge.skype.com",
    "ntp.msn.com",
)
# A login may want a picture puzzle of Google's; without a person there is no login.
_HEADLESS_CHATTER = ("*.google.com", "*.googleapis.com", "*.gstatic.com", "*.microsoft.com", "*.msn.com", "*.bing.com")
_PREFERENCES = {
    "credentials_enable_service": False,
    "profile.password_manager_enabled": False,
    "profile.default_content_setting_values.notifications": 2,
    "safebrowsing.enabled": False,
    "search.suggest_enabled": False,
    "net.network_prediction_options": 2,
    "download_restrictions": 3,
    "intl.accept_languages": "ko-KR,ko",
}


def browser_options(programs: Programs, profile: Path, *, visible: bool) -> ChromiumOptions:
    """For one session on a profile of its own."""
    prefix = programs.family.prefix
    options: ChromiumOptions = EdgeOptions() if prefix == "ms" else ChromeOptions()
    options.binary_location = str(programs.browser)
    # The text is there as soon as the document is parsed; what else a page loads is not waited for.
    options.page_load_strategy = "eager"
    for flag in (*_QUIET, f"--user-data-dir={profile}", "--window-size=1280,900"):
        options.add_argument(flag)
    silenced = _CHATTER if visible else (*_CHATTER, *_HEADLESS_CHATTER)
    rules = ", ".join(f"MAP {host} ~NOTFOUND" for host in silenced)
    options.add_argument(f"--host-resolver-rules={rules}")
    if not visible:
        # A person who logs in must see pictures; nobody else does.
        for flag in ("--headless=new", "--disable-gpu", "--blink-settings=imagesEnabled=false"):
            options.add_argument(flag)
    if sys.platform == "linux" and os.geteuid() == 0:
        # Chromium refuses to start as root otherwise; containers have a small /dev/shm.
        for flag in ("--no-sandbox", "--disable-dev-shm-usage"):
            options.add_argument(flag)
    options.add_experimental_option("prefs", _PREFERENCES)
    options.set_capability(f"{prefix}:loggingPrefs", {"performance": "ALL"})
    options.add_experimental_option("perfLoggingPrefs", {"enableNetwork": True, "enablePage": False})
    return options
