"""The whole shop behind an ngrok tunnel: a way in from the world for a laptop."""

from __future__ import annotations

from collections.abc import Callable

from bot.everything import run_everything
from bot.settings import load_settings
from bot.supervisor import StartRefused


def run_behind_tunnel(say: Callable[[str], None]) -> int:
    """Until Ctrl-C. Raises StartRefused where ngrok cannot be started."""
    from pyngrok import conf, ngrok
    from pyngrok.exception import PyngrokError

    settings = load_settings()
    token = settings.ngrok_token.get_secret_value()
    if not token:
        raise StartRefused("NGROK_AUTHTOKEN is missing: it stands on your ngrok dashboard.")
    try:
        conf.get_default().auth_token = token
        url = str(ngrok.connect(str(settings.port), "http").public_url)
    except (PyngrokError, OSError) as trouble:
        raise StartRefused(f"ngrok cannot open a tunnel: {trouble}.") from None
    for line in what_to_paste(url):
        say(line)
    try:
        return run_everything(say, PUBLIC_URL=url)
    finally:
        ngrok.kill()


def what_to_paste(url: str) -> list[str]:
    """Into the settings of the WhatsApp sender in Twilio's console; `#rc` makes Twilio try again (facts A1.3)."""
    return [
        f"The world reaches this shop at {url}. Paste into Twilio's WhatsApp sender:",
        f"    When a message comes in:  {url}/webhooks/whatsapp/twilio#rc=3&rp=5xx,ct,rt",
        f"    If that fails (fallback): {url}/webhooks/whatsapp/twilio",
        f"    Status callback URL:      {url}/webhooks/whatsapp/twilio/status",
    ]
