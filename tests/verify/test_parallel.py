"""Workers give what one process gives, tell what fails, and are gone when they are not needed."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time

import pytest

from verify.parallel import side_by_side


def shifted(shared, number):
    if number == 99:
        raise ValueError(f"job {number} of {shared}")
    if number == 98:
        os.kill(os.getpid(), signal.SIGKILL)
    return shared + number, os.getpid()


def test_results_come_in_the_order_of_the_jobs_from_other_processes():
    done = []
    with side_by_side(100, workers=2, on_done=done.append) as run:
        results = run((shifted, (number,)) for number in range(20))
        again = run([(shifted, (7,))])
    assert [value for value, _ in results] == list(range(100, 120))
    assert sorted(done[:-1]) == sorted(results)
    assert again[0][0] == 107
    assert os.getpid() not in {process for _, process in results}
    assert not multiprocessing.active_children()


def test_a_job_is_taken_only_when_a_worker_is_free_for_it():
    taken, done = [], []

    def jobs():
        for number in range(6):
            taken.append(number)
            yield shifted, (number,)

    def one_done(result):
        done.append(result)
        assert len(taken) <= len(done) + 2

    with side_by_side(0, workers=2, on_done=one_done) as run:
        run(jobs())
    assert len(done) == 6


def test_what_a_job_raises_is_raised_here_and_ends_the_workers():
    with pytest.raises(ValueError, match="job 99 of 5") as failure, side_by_side(5, workers=2) as run:
        run([(shifted, (number,)) for number in (1, 99, 2)])
    assert "in a worker process" in failure.value.__notes__[0]
    assert not multiprocessing.active_children()


def test_a_worker_that_is_killed_is_noticed():
    with pytest.raises(RuntimeError, match="a worker process was killed"), side_by_side(5, workers=2) as run:
        run([(shifted, (number,)) for number in (1, 98, 2)])
    assert not multiprocessing.active_children()


SCRIPT = """
import os
import time
from verify.parallel import side_by_side

def slow(shared, number):
    os.write(1, f"{number}\\n".encode())  # one write, which nothing comes between
    time.sleep(SECONDS)

if __name__ == "__main__":
    try:
        with side_by_side(None, workers=2) as run:
            run([(slow, (number,)) for number in range(4)])
    except KeyboardInterrupt:
        print("interrupted", flush=True)
"""


@pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGKILL])
def test_the_workers_end_with_their_parent(tmp_path, blow):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.replace("SECONDS", "600" if blow == signal.SIGINT else "2"))
    process = subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert {process.stdout.readline(), process.stdout.readline()} == {"0\n", "1\n"}
    if blow == signal.SIGINT:
        os.killpg(process.pid, blow)  # as the terminal does: to everybody
    else:
        process.send_signal(blow)
        os.killpg(process.pid, signal.SIGCONT)  # the group is still there
    out, err = process.communicate(timeout=120)  # ends once no worker holds the pipes any more
    assert out == ("interrupted\n" if blow == signal.SIGINT else "")
    assert err == ""
    stop = time.monotonic() + 60
    while time.monotonic() < stop:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("a worker is left")
