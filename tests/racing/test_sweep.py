import asyncio
import csv
import importlib.util
import os
import re
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import pytest

import surfaces
from optimizers import Adam, Momentum
from racing import Axis, Cancelled, checks, race, standings
from racing.engine import chunks
from racing.sweep import OtherSweep, Plan, spread_starts, store, write_sweep
from racing.sweep.__main__ import main
from tests.programs import interruptible

ROOT = Path(__file__).parents[2]
SPHERE = surfaces.get("sphere")
SMALL = ["--surface", "sphere", "--rule", "Adam", "--vary", "learning_rate=1e-3:1:5:log", "--vary", "beta1=0:0.9:4"]
# Runs so long that few go in a chunk, a quarter of a second each.
LONG = [
    *("--surface", "sphere", "--rule", "Momentum", "--steps", "5000"),
    *("--vary", "learning_rate=1e-4:0.9:96:log", "--vary", "momentum=0:0.999:96"),
]
LONG_CHUNKS = chunks(96 * 96, 5000)
PATIENCE = 180


def small_plan(**changes):
    axes = (Axis("learning_rate", 1e-3, 2, 6, log=True), Axis("momentum", 0, 0.99, 5))
    return Plan(**{"surface": SPHERE, "rule": Momentum(), "axes": axes, "steps": 60, "chunk": 7, **changes})


def read(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


@contextmanager
def started(*arguments):
    """A program of ours that is gone in the end."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "preexec_fn": interruptible}
    with subprocess.Popen([sys.executable, "-m", *map(str, arguments)], cwd=ROOT, env=environment, **quiet) as program:
        try:
            yield program
        finally:
            program.kill()


def finished_chunks(output):
    try:
        return sum(path.suffix == ".npy" for path in output.with_name(f"{output.name}.unfinished").iterdir())
    except FileNotFoundError:
        return 0


def wait_for_chunks(output, program, count):
    deadline = time.monotonic() + PATIENCE
    while finished_chunks(output) < count:
        assert program.poll() is None, program.communicate()[0]
        assert time.monotonic() < deadline
        time.sleep(0.02)


def finished_before(kept):
    return f"{LONG_CHUNKS[kept].start:,} of 9,216 runs, finished before"


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The bytes of the long sweep when nothing comes between."""
    output = tmp_path_factory.mktemp("sweep") / "undisturbed.csv"
    assert main([*LONG, "-o", str(output)]) == 0
    return output.read_bytes()


# --- rows -------------------------------------------------------------------------------------------------------------


def test_every_row_is_a_race(tmp_path):
    starts = spread_starts(SPHERE, 2)
    plan = small_plan(starts=starts)
    write_sweep(plan, tmp_path / "sweep.csv")
    rows = read(tmp_path / "sweep.csv")
    assert len(rows) == plan.runs == 60
    expected = [
        (rate, momentum, start)
        for rate in plan.axes[0].values()
        for momentum in plan.axes[1].values()
        for start in starts
    ]
    for row, (rate, momentum, start) in zip(rows, expected, strict=True):
        assert (float(row["learning_rate"]), float(row["momentum"])) == (rate, momentum)
        assert (float(row["start_x"]), float(row["start_y"])) == tuple(start)
        finished = race(SPHERE, {"a": Momentum(rate, momentum)}, start=start, steps=60)
        line = standings(finished)[0]
        assert (float(row["x"]), float(row["y"])) == tuple(finished["a"].points[-1])
        assert float(row["loss"]) == line.loss
        assert row["ending"] == str(line.verdict.ending)
        assert row["step"] == ("" if line.verdict.step is None else str(line.verdict.step))
        assert row["steps_to_tolerance"] == ("" if line.steps_to_tolerance is None else str(line.steps_to_tolerance))
        assert (row["rest_x"] == "") == (line.verdict.point is None)


def test_parquet_holds_the_same_rows_however_many_chunks_stand_together(tmp_path, monkeypatch):
    from pyarrow.parquet import ParquetFile

    write_sweep(small_plan(), tmp_path / "sweep.csv")
    monkeypatch.setattr(store, "TOGETHER", 15)  # of five chunks of seven
    write_sweep(small_plan(), tmp_path / "sweep.parquet")
    with ParquetFile(tmp_path / "sweep.parquet") as file:
        assert file.num_row_groups == 3
        table = file.read().to_pylist()
    for ours, theirs in zip(table, read(tmp_path / "sweep.csv"), strict=True):
        assert {name: "" if value is None else value for name, value in ours.items()} == {
            name: type(ours[name])(text) if text else "" for name, text in theirs.items()
        }


def test_every_engine_writes_the_same_bytes(tmp_path, another_process):
    write_sweep(small_plan(), tmp_path / "ours.csv")
    with ThreadPoolExecutor(3) as threads:
        write_sweep(small_plan(), tmp_path / "threads.csv", executor=threads)
    write_sweep(small_plan(), tmp_path / "process.csv", executor=another_process)
    for theirs in ("threads", "process"):
        assert (tmp_path / "ours.csv").read_bytes() == (tmp_path / f"{theirs}.csv").read_bytes(), theirs


def test_starts_are_spread_over_the_domain_and_drawn_from_the_seed():
    starts = spread_starts(SPHERE, 500, seed=4)
    low, high = np.array(SPHERE.domain).T
    assert ((starts >= low) & (starts <= high)).all()
    np.testing.assert_allclose(starts.mean(axis=0), (low + high) / 2, atol=0.1 * (high - low).max())
    np.testing.assert_array_equal(starts, spread_starts(SPHERE, 500, seed=4))
    assert (starts != spread_starts(SPHERE, 500, seed=5)).any()


def test_a_plan_is_described_alike_in_every_process():
    for key, surface in surfaces.CATALOGUE.items():
        plan = Plan(surface, Adam(), (Axis("beta1", 0, 0.9, 3),))
        assert " at 0x" not in str(plan.described()), key


# --- going on ---------------------------------------------------------------------------------------------------------


def test_a_sweep_called_off_goes_on_from_its_finished_chunks(tmp_path):
    output, told = tmp_path / "sweep.csv", []
    with pytest.raises(Cancelled):
        write_sweep(small_plan(), output, progress=told.append, cancelled=lambda: len(told) > 2)
    kept = finished_chunks(output)
    assert 0 < kept < 5
    assert not output.exists()
    write_sweep(small_plan(), output, progress=told.append)
    assert (told[-1].found, told[-1].chunks, told[-1].runs) == (kept, 5, 30)
    write_sweep(small_plan(), tmp_path / "at once.csv")
    assert output.read_bytes() == (tmp_path / "at once.csv").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["at once.csv", "sweep.csv"]


def test_a_chunk_half_written_is_run_again(tmp_path):
    output = tmp_path / "sweep.csv"
    with pytest.raises(Cancelled):
        write_sweep(small_plan(), output, cancelled=lambda: finished_chunks(output) > 0)
    (tmp_path / "sweep.csv.unfinished" / ".00000003.npy.123.part").write_bytes(b"torn")
    write_sweep(small_plan(), output)
    assert len(read(output)) == 30


def test_another_sweep_does_not_mix_with_an_unfinished_one(tmp_path):
    output = tmp_path / "sweep.csv"
    with pytest.raises(Cancelled):
        write_sweep(small_plan(), output, cancelled=lambda: True)
    with pytest.raises(OtherSweep, match=r"sweep\.csv\.unfinished holds another sweep"):
        write_sweep(small_plan(steps=61), output)


def test_a_sweep_begun_on_one_engine_does_not_go_on_on_another(tmp_path, monkeypatch):
    monkeypatch.setattr(checks, "find_spec", lambda name: name)
    with pytest.raises(Cancelled):
        write_sweep(small_plan(), tmp_path / "sweep.csv", cancelled=lambda: True)
    with pytest.raises(OtherSweep, match="holds another sweep"):
        write_sweep(small_plan(engine="jax"), tmp_path / "sweep.csv")


def test_without_jax_its_engine_is_refused_with_what_to_install(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(checks, "find_spec", lambda name: None)
    assert main([*SMALL, "--engine", "jax", "-o", str(tmp_path / "sweep.csv")]) == 2
    assert "pip install -r requirements-jax.txt" in capsys.readouterr().err


def test_a_command_goes_on_where_it_was_however_and_however_often_it_is_stopped(tmp_path, undisturbed, capsys):
    output, kept = tmp_path / "sweep.csv", 0
    for stop, code in ((signal.SIGKILL, -9), (signal.SIGINT, 130), (signal.SIGTERM, 130)):
        with started("racing.sweep", *LONG, "-o", output) as program:
            wait_for_chunks(output, program, kept + 1)
            program.send_signal(stop)
            said = program.communicate(timeout=PATIENCE)[0]
        assert program.returncode == code
        assert "Traceback" not in said
        assert (finished_before(kept) in said) == (kept > 0)
        assert not output.exists()
        assert kept < finished_chunks(output) < len(LONG_CHUNKS)
        kept = finished_chunks(output)
    assert main([*LONG, "-o", str(output)]) == 0
    assert finished_before(kept) in capsys.readouterr().err
    assert output.read_bytes() == undisturbed


@pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None, reason="Dask's scheduler, distributed, is not installed"
)
def test_a_cluster_that_loses_a_worker_loses_nothing(tmp_path, undisturbed):
    output = tmp_path / "sweep.csv"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    worker = ("distributed.cli.dask_worker", address, "--nthreads", 1, "--no-nanny", "--no-dashboard")
    with ExitStack() as programs:
        enter = programs.enter_context
        port = address.rpartition(":")[2]
        enter(started("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard"))
        lost, _ = enter(started(*worker)), enter(started(*worker))
        beside = enter(ThreadPoolExecutor(1))

        def lose():
            wait_for_chunks(output, lost, 1)
            assert len(LONG_CHUNKS) > finished_chunks(output)
            lost.kill()

        losing = beside.submit(lose)
        assert main([*LONG, "--scheduler", address, "-o", str(output)]) == 0
        losing.result()
    assert output.read_bytes() == undisturbed


# --- the command line -------------------------------------------------------------------------------------------------


def test_the_command_prints_progress_and_writes_the_file(tmp_path, capsys):
    output = tmp_path / "sweep.parquet"
    arguments = ["--set", "beta2=0.99", "--set", "epsilon_inside=true", "--starts", "3", "--steps", "20"]
    assert main([*SMALL, *arguments, "-o", str(output)]) == 0
    told = capsys.readouterr()
    assert told.out == f"{output}: 60 runs\n"
    assert re.search(r"^60 of 60 runs, [\d.]+ s$", told.err, re.MULTILINE)
    assert [path.name for path in tmp_path.iterdir()] == ["sweep.parquet"]


def test_settings_and_start_reach_the_runs(tmp_path):
    output = tmp_path / "sweep.csv"
    assert main([*SMALL, "--set", "beta2=1/2", "--start", "-1,1.5", "--steps", "20", "-o", str(output)]) == 0
    row = read(output)[7]
    rule = Adam(float(row["learning_rate"]), float(row["beta1"]), 0.5)
    assert float(row["loss"]) == race(SPHERE, {"a": rule}, start=(-1, 1.5), steps=20)["a"].values[-1]


def test_a_sweep_goes_over_ones_own_data_too(tmp_path):
    output, file = tmp_path / "sweep.csv", Path(surfaces.__file__).parent / "data" / "cars.csv"
    headers = file.read_text("utf-8").splitlines()[0].split(",")
    given = ["--data", str(file), "--x", headers[0], "--y", headers[1], "--model", "scaled"]
    assert main([*given, *SMALL[2:], "--steps", "20", "-o", str(output)]) == 0
    row = read(output)[7]
    rule = Adam(float(row["learning_rate"]), float(row["beta1"]))
    fitted = surfaces.from_table(file, *headers, "scaled")
    assert float(row["loss"]) == race(fitted, {"a": rule}, steps=20)["a"].values[-1]


def test_help_names_every_surface_and_rule(capsys):
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    assert left.value.code == 0
    told = capsys.readouterr().out
    assert all(f"\n  {key} " in told for key in surfaces.CATALOGUE)
    assert "beta2=0.999" in told
    assert "--scheduler" in told


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "expected --surface; --help says all"),
        (["--surface", "rosenbrok"], "--surface: expected one such as rosenbrock, turned_rosenbrock, got 'rosenbrok'"),
        (["--data", "cars.csv"], "--surface and --data: expected one of them, got both"),
        (["--rule", "Adamm"], "--rule: expected one such as Adam"),
        (["--steps", "10", "--steps", "10"], "--steps: expected once, got it twice"),
        (["--set", "beta1=0.5"], "--set and --vary: expected beta1 in one of them, got it in both"),
        (["--vary", "beta2=0:1:5"], "Adam: beta2 must be at least 0 and below 1, got 1"),
        (["--vary", "beta1=0:0.5:5"], "sweep: axes must vary different fields, got beta1 twice"),
        (["--vary", "momentum=0:0.5:5"], "Adam: field to vary must be one of learning_rate, beta1"),
        (["--vary", "epsilon=0:1:5:log"], "axis epsilon: low must be above 0 on a log scale, got 0"),
        (["--vary", "epsilon=1:0.1:5"], "axis epsilon: low must be below high, got 1 and 0.1"),
        (["--vary", "epsilon"], "axis: expected name=low:high:count"),
        (["--vary", "epsilon=1e-8:1:60000", "--vary", "beta2=0:0.9:60000"], "sweep: runs must be at most 100,000,000"),
        (["--set", "gamma=1"], "--set: Adam has no field 'gamma'"),
        (["--set", "beta2=2"], "Adam: beta2 must be at least 0 and below 1, got 2"),
        (["--set", "beta2=x"], "--set: Adam: beta2 must be a number or a fraction such as 0.01, 1e-3 or 1/3, got 'x'"),
        (["--set", "epsilon_inside=1"], "--set: Adam: epsilon_inside must be true or false, got '1'"),
        (["--steps", "0"], "sweep: steps must be a whole number from 1 to 100,000, got 0"),
        (["--steps", "many"], "argument --steps: expected a whole number, got 'many'"),
        (["--start", "1"], "argument --start: expected two numbers such as 1,1.5, got '1'"),
        (["--starts", "0"], "sweep: starts must be a whole number from 1 to 10,000, got 0"),
        (["--starts", "2", "--vary", "start_x=0:1:2"], "sweep: starts must be one where an axis varies start_x, got 2"),
        (["--starts", "2", "--start", "1,1"], "--start and --starts: expected one of them, got both"),
        (["--seed", "-1", "--starts", "2"], "sweep: seed must be a whole number of at least 0, got -1"),
        (["--processes", "0"], "sweep: processes must be a whole number from 1 to 256, got 0"),
        (["--engine", "tpu"], "sweep: engine must be numpy or jax, got 'tpu'"),
        (["--step", "5"], "no option --step; closest: --steps"),
        (["-o", "sweep.txt"], "sweep: output must end in .parquet or .csv, got 'sweep.txt'"),
        (["-o", "nowhere/sweep.csv"], "cannot write nowhere/sweep.csv"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_leaves_nothing(tmp_path, monkeypatch, capsys, arguments, message):
    monkeypatch.chdir(tmp_path)
    usual = [*SMALL, "-o", "sweep.csv"]
    if arguments and arguments[0] in usual and arguments[0] != "--vary":  # which comes once
        at = usual.index(arguments[0])
        del usual[at : at + 2]
    assert main([*usual, *arguments] if arguments else []) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"racing.sweep: {message}")
    assert told.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_rule_that_would_stay_at_every_start_is_refused_with_what_it_needs(tmp_path, capsys):
    words = ["--surface", "mccormick", "--rule", "GaussNewton", "--vary", "shrink=0.1:0.9:3"]
    assert main([*words, "-o", str(tmp_path / "sweep.csv")]) == 2
    told = capsys.readouterr().err
    assert told.startswith("racing.sweep: --rule: Gauss–Newton needs a sum of squares, and McCormick is not written as")
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None, reason="Dask's scheduler, distributed, is not installed"
)
@pytest.mark.parametrize("address", ["udp://nobody:1", "nonsense"])
def test_a_scheduler_that_does_not_answer_is_one_line(tmp_path, capfd, address):
    assert main([*SMALL, "--scheduler", address, "-o", str(tmp_path / "sweep.csv")]) == 2
    said = capfd.readouterr().err
    assert said.startswith(f"racing.sweep: --scheduler: no answer from {address}")
    assert said.count("\n") == 1


@pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None, reason="Dask's scheduler, distributed, is not installed"
)
def test_a_scheduler_is_asked_from_a_notebook_too_whose_loop_runs_already(tmp_path, capfd):
    async def cell():
        return main([*SMALL, "--scheduler", "nonsense", "-o", str(tmp_path / "sweep.csv")])

    with ThreadPoolExecutor(1) as notebook:
        assert notebook.submit(asyncio.run, cell()).result() == 2
    assert "no answer from nonsense" in capfd.readouterr().err


def test_without_dask_a_scheduler_is_refused_with_what_to_install(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main([*SMALL, "--scheduler", "tcp://host:8786", "-o", str(tmp_path / "sweep.csv")]) == 2
    assert "pip install -r requirements-cluster.txt" in capsys.readouterr().err
