"""A way in from the world for a laptop: an ngrok tunnel, and what Twilio must be told about it."""

from __future__ import annotations

from collections.abc import Callable

from bot.settings import load_settings
from bot.supervisor import StartRefused


def open_tunnel(say: Callable[[str], None]) -> None:
    """Stays open until Ctrl-C. Raises StartRefused where ngrok cannot be started."""
    from pyngrok import conf, ngrok
    from pyngrok.exception import PyngrokError

    settings = load_settings()
    token = settings.ngrok_token.get_secret_value()
    if not token:
        raise StartRefused("NGROK_AUTHTOKEN is missing: it stands on your ngrok dashboard.")
    try:
        conf.get_default().auth_token = token
        url = ngrok.connect(str(settings.port), "http").public_url
    except (PyngrokError, OSError) as trouble:
        raise StartRefused(f"ngrok cannot open a tunnel: {trouble}.") from None
    (settings.folder / "public_url").write_text(f"{url}\n")
    say(f"Open. Restart the shop with PUBLIC_URL={url} and paste into Twilio's WhatsApp sender:")
    say(f"    When a message comes in:  {url}/webhooks/whatsapp/twilio#rc=3&rp=5xx,ct,rt")
    say(f"    Status callback URL:      {url}/webhooks/whatsapp/twilio/status")
    ngrok.get_ngrok_process().proc.wait()
