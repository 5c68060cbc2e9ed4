"""What gunicorn serves: `gunicorn bot.wsgi:app`."""

# ruff: noqa: E402 - the garbage collector rests while modules that stay for ever are imported
from __future__ import annotations

import gc

gc.disable()

from bot.app import create_app
from bot.bootstrap import install
from bot.logs import set_up_logs
from bot.sameness import ensure_one_secret
from bot.settings import load_settings

settings = load_settings()
set_up_logs(settings.log_level)
ensure_one_secret(settings)
app = create_app(install(settings))

gc.freeze()  # web processes share these pages, as long as nobody looks them through
gc.enable()
