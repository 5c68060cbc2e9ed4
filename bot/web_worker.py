"""gunicorn's threaded worker, whose requests know how long they have waited for a thread."""

from __future__ import annotations

from gunicorn.workers.gthread import ThreadWorker

from bot.threads import PunctualThreads


class Worker(ThreadWorker):  # type: ignore[misc]
    def get_thread_pool(self) -> PunctualThreads:
        return PunctualThreads(self.cfg.threads)
