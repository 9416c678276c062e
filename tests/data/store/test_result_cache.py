"""The cache of results: bounded, computed once, shared through a real Redis that may die at any time."""

import multiprocessing
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from data.store import redis_cache, result_cache
from data.store.redis_cache import RedisCache
from data.store.release import release
from data.store.result_cache import ENTRY_OVERHEAD, ResultCache

REDIS_SERVER = shutil.which("redis-server")
needs_redis = pytest.mark.skipif(REDIS_SERVER is None, reason="redis-server is not installed: `make test` installs it")


def never() -> bytes:
    raise AssertionError("computed again")


class TestMemory:
    def test_a_result_is_computed_once_then_remembered(self) -> None:
        cache = ResultCache(10_000)
        assert cache.get(("a", "b"), lambda: b"x") == b"x"
        assert cache.get(("a", "b"), never) == b"x"
        assert (cache.stats().hits, cache.stats().misses, cache.stats().entries) == (1, 1, 1)

    def test_keys_that_read_the_same_once_joined_are_still_two(self) -> None:
        cache = ResultCache(10_000)
        assert cache.get(("ab", "c"), lambda: b"1") == b"1"
        assert cache.get(("a", "bc"), lambda: b"2") == b"2"

    def test_an_empty_result_is_a_result(self) -> None:
        cache = ResultCache(10_000)
        cache.get(("k",), lambda: b"")
        assert cache.get(("k",), never) == b""

    def test_memory_is_bounded_in_bytes_and_the_least_recently_used_goes_first(self) -> None:
        cache = ResultCache(10 * (1000 + ENTRY_OVERHEAD))
        for number in range(10):
            cache.get((str(number),), lambda: bytes(1000))
        cache.get(("0",), never)
        for number in range(10, 500):
            cache.get((str(number),), lambda: bytes(1000))
            cache.get(("0",), never)
            assert cache.stats().bytes <= cache.stats().bytes_allowed
        assert cache.stats().entries == 10
        assert cache.get(("1",), lambda: b"again") == b"again"

    def test_a_result_larger_than_the_whole_memory_is_served_and_not_kept(self) -> None:
        cache = ResultCache(1000)
        assert cache.get(("k",), lambda: bytes(5000)) == bytes(5000)
        assert cache.stats().entries == 0

    def test_a_failure_is_raised_and_not_remembered(self) -> None:
        cache = ResultCache(10_000)
        with pytest.raises(ZeroDivisionError):
            cache.get(("k",), lambda: bytes(1 // 0))
        assert cache.get(("k",), lambda: b"x") == b"x"

    def test_threads_that_ask_together_wait_for_one_computation(self) -> None:
        cache = ResultCache(10_000)
        made: list[int] = []
        start = threading.Barrier(20)
        answers: list[bytes] = []

        def make() -> bytes:
            made.append(1)
            time.sleep(0.05)
            return b"x"

        def ask() -> None:
            start.wait()
            answers.append(cache.get(("k",), make))

        run_together([ask] * 20)
        assert (len(made), answers) == (1, [b"x"] * 20)

    def test_threads_that_waited_for_a_failure_compute_by_themselves(self) -> None:
        cache = ResultCache(10_000)
        inside, go_on = threading.Event(), threading.Event()
        answers: list[bytes] = []

        def fail() -> bytes:
            inside.set()
            go_on.wait()
            raise ValueError

        def first() -> None:
            with pytest.raises(ValueError):
                cache.get(("k",), fail)

        def second() -> None:
            inside.wait()
            threading.Timer(0.05, go_on.set).start()
            answers.append(cache.get(("k",), lambda: b"x"))

        run_together([first, second])
        assert answers == [b"x"]

    # Python 3.12 warns of what is tested here.
    @pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
    def test_a_child_forked_while_a_thread_computes_is_not_blocked(self) -> None:
        cache = ResultCache(10_000)
        cache.survive_forks()
        inside, go_on = threading.Event(), threading.Event()

        def slow() -> bytes:
            inside.set()
            go_on.wait()
            return b"parent"

        thread = threading.Thread(target=cache.get, args=(("k",), slow))
        thread.start()
        inside.wait()
        context = multiprocessing.get_context("fork")
        child = context.Process(target=cache.get, args=(("k",), lambda: b"child"))
        child.start()
        child.join(5)
        go_on.set()
        thread.join()
        assert child.exitcode == 0

    def test_the_environment_describes_the_cache(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PANORAMA_CACHE_MB", "2")
        monkeypatch.delenv("PANORAMA_CACHE_URL", raising=False)
        result_cache.get_results.cache_clear()
        stats = result_cache.get_results().stats()
        result_cache.get_results.cache_clear()
        assert (stats.bytes_allowed, stats.backend) == (2 * 2**20, "memory")

    def test_another_scheme_than_redis_is_refused_at_the_start(self) -> None:
        with pytest.raises(ValueError):
            RedisCache("http://localhost")


class RedisServer:
    """A real Redis on a free port, without a file on disk."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.folder = folder
        self.start()

    def start(self) -> None:
        assert REDIS_SERVER
        options = ["--port", str(self.port), "--save", "", "--bind", "127.0.0.1", "--dir", str(self.folder)]
        self.process = subprocess.Popen([REDIS_SERVER, *options], stdout=subprocess.DEVNULL)
        with redis.Redis(port=self.port) as client:
            for _ in range(200):
                try:
                    client.ping()
                    return
                except redis.ConnectionError:
                    time.sleep(0.02)
        raise AssertionError("redis-server does not start")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    yield server
    server.kill()


def run_together(actions: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=action) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def ask_in_another_process(url: str, version: str, answer: "multiprocessing.SimpleQueue[bytes]") -> None:
    result_cache.release = lambda: version  # the same program, even where someone is editing it
    redis_cache.TIMEOUT_SECONDS = 10  # this is about sharing, not about a busy machine
    answer.put(ResultCache(10_000, shared=RedisCache(url)).get(("k",), never))


@needs_redis
class TestRedis:
    def test_two_processes_share_results(self, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(redis_cache, "TIMEOUT_SECONDS", 10)
        first = ResultCache(10_000, shared=RedisCache(redis_server.url))
        first.get(("k",), lambda: b"\x80not text")
        context = multiprocessing.get_context("spawn")
        answer = context.SimpleQueue()
        other = context.Process(target=ask_in_another_process, args=(redis_server.url, release(), answer))
        other.start()
        other.join(30)
        assert other.exitcode == 0
        assert answer.get() == b"\x80not text"
        assert first.stats().backend == "redis"

    def test_what_is_shared_is_forgotten_after_a_day(self, redis_server: RedisServer) -> None:
        ResultCache(10_000, shared=RedisCache(redis_server.url)).get(("k",), lambda: b"x")
        with redis.Redis(port=redis_server.port) as client:
            (name,) = client.keys("*")
            assert 0 < client.ttl(name) <= 24 * 3600

    @pytest.mark.alone
    def test_killed_and_restarted_under_load_redis_is_lost_and_found_without_an_error(
        self, redis_server: RedisServer
    ) -> None:
        # No memory: every request goes to Redis or is computed.
        cache = ResultCache(0, shared=RedisCache(redis_server.url))
        stop = time.monotonic() + 5
        problems: list[object] = []
        slowest: list[float] = []

        def load(thread: int) -> None:
            number = 0
            while time.monotonic() < stop:
                number += 1
                expected = f"{number % 50}".encode() * 200
                started = time.monotonic()
                try:
                    value = cache.get((str(number % 50),), lambda expected=expected: expected)
                except Exception as error:  # noqa: BLE001 - any error is the failure looked for
                    problems.append(error)
                    return
                slowest.append(time.monotonic() - started)
                if value != expected:
                    problems.append((expected, value))
                time.sleep(0.002)

        def chaos() -> None:
            states = set()
            for _ in range(2):
                time.sleep(0.5)
                redis_server.kill()
                time.sleep(0.5)
                states.add(cache.stats().backend)
                redis_server.start()
                time.sleep(1.3)
                states.add(cache.stats().backend)
            if states != {"redis", "memory (redis unreachable)"}:
                problems.append(states)

        run_together([chaos, *[lambda thread=thread: load(thread) for thread in range(8)]])
        assert problems == []
        assert len(slowest) > 1000
        assert max(slowest) < 1.0
        assert cache.stats().shared_hits > 0

    @pytest.mark.timed
    def test_a_redis_that_hangs_costs_one_request_a_second_its_time_limit(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as deaf:
            cache = ResultCache(0, shared=RedisCache(f"redis://127.0.0.1:{deaf.getsockname()[1]}"))
            cache.get(("first",), lambda: b"x")
            started = time.monotonic()
            for number in range(100):
                assert cache.get((str(number),), lambda: b"x") == b"x"
            assert time.monotonic() - started < 0.5
            assert cache.stats().backend == "memory (redis unreachable)"
