"""What gunicorn serves: `gunicorn bot.wsgi:app`."""

# ruff: noqa: E402 - the garbage collector rests while modules that stay for ever are imported
from __future__ import annotations

import gc
import os
from threading import Thread

gc.disable()

from bot.app import create_app
from bot.bootstrap import install
from bot.lessons import learn_and_keep, recall
from bot.logs import set_up_logs
from bot.sameness import ensure_one_secret
from bot.settings import load_settings
from flows.speech.language import languages

settings = load_settings()
set_up_logs(settings.log_level)
ensure_one_secret(settings)
app = create_app(install(settings))
languages()  # read before the first message needs them

if not recall():  # then each web process learns the languages, beside its first requests
    os.register_at_fork(after_in_child=lambda: Thread(target=learn_and_keep, daemon=True).start())
gc.freeze()  # web processes share these pages, as long as nobody looks them through
gc.enable()
