"""Lets an asynchronous client be called like the synchronous one, so that one test is for both."""

import asyncio
import inspect
import threading

# These are synchronous in the asynchronous client too; they would keep the loop from turning.
SYNCHRONOUS = {"upload_points", "upload_collection"}


class Loop:
    """A loop that turns in a thread of its own."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def run(self, function, *args, **options):
        """Calls a function inside the loop, and waits for what it is to bring."""

        async def call():
            result = function(*args, **options)
            return await result if inspect.isawaitable(result) else result

        return asyncio.run_coroutine_threadsafe(call(), self.loop).result(120)

    def stop(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()


class Blocking:
    """An object whose methods, and those of its parts, are called inside a loop."""

    def __init__(self, loop, target):
        self._loop, self._target = loop, target

    def __getattr__(self, name):
        value = self._loop.run(getattr, self._target, name)
        if callable(value):
            if name in SYNCHRONOUS:
                return value
            return lambda *args, **options: self._loop.run(value, *args, **options)
        kind = type(value)
        if kind.__module__.startswith("qdrant_client") and kind.__name__.endswith(("Apis", "Api", "Stub")):
            return Blocking(self._loop, value)
        return value
