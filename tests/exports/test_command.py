import os
import signal
import subprocess
import sys
import weakref
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import optimizers
import surfaces
from exports import command, video
from exports.arguments import read_order
from exports.command import main
from exports.formats import FORMATS, Format
from exports.options import Options
from figures import STYLES, Chart, Look, styles
from figures.look import CHOICES as LOOKS
from optimizers import schedules
from optimizers.numbers import number
from racing import suited_rate
from racing.commands import UsageError
from setups import RACES, link, ready_made
from setups.entrants import named, race_conditions
from setups.limits import MAX_STEPS
from setups.own_data import table_text
from setups.racers import read_racer, write_racer
from setups.rows import TABLE
from setups.setup import first_setup
from surfaces import DIALS, Table
from tests.programs import interruptible

TYPED = ["--racer", "Adam"]
ROOT = Path(__file__).parents[2]
RACE = ["--surface", "beale", "--racer", "Adam learning_rate=0.1", "--start", "1,1.5", "--steps", "20"]
SMALL = ["--size", "320x240", "--frames", "5"]


def run(*words, **options):
    """The command in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = [sys.executable, "-m", "exports", *map(str, words)]
    return subprocess.run(process, capture_output=True, text=True, timeout=120, env=environment, **options)


def test_the_command_of_the_help_makes_a_gif_that_decodes(tmp_path):
    racers = ["--racer", "Adam learning_rate=0.1", "--racer", "Momentum learning_rate=0.001"]
    done = run("gif", "--surface", "beale", *racers, "--steps", 300, "-o", "race.gif", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("race.gif: ")
    assert done.stdout.endswith(" KB\n")
    assert done.stderr == ""
    picture = Image.open(BytesIO((tmp_path / "race.gif").read_bytes()))
    assert picture.size == (640, 480)
    assert picture.n_frames == 200
    assert picture.info["loop"] == 0
    assert [path.name for path in tmp_path.iterdir()] == ["race.gif"]


def test_a_mistake_is_one_line_and_exit_code_2_in_a_process_too(tmp_path):
    done = run("gif", "--surface", "beal", "--racer", "Adam", "-o", "race.gif", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "exports: --surface: expected one such as beale, cube, got 'beal'\n"
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no interrupt to one process")
def test_ctrl_c_leaves_neither_a_traceback_nor_half_a_file(tmp_path):
    import pty

    words = ["gif", "--race", "saddle", "--view", "3-D", "--turn", "360", "--frames", "400"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    terminal, theirs = pty.openpty()
    command = [sys.executable, "-m", "exports", *words, "-o", "race.gif"]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=theirs, env=environment, preexec_fn=interruptible)
    os.close(theirs)
    said = b""
    while b" of 400" not in said:  # its bar: it is at work
        said += os.read(terminal, 1000)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == 130
    said += os.read(terminal, 10_000)
    os.close(terminal)
    assert b"Traceback" not in said
    assert said.endswith(b"\r\x1b[K")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("sign", command.STOPS)
def test_a_stop_that_python_loses_ends_the_work_at_its_next_step(tmp_path, monkeypatch, sign):
    """What is raised in the callback of a weak reference is lost."""
    monkeypatch.setattr(sys, "unraisablehook", lambda lost: None)

    def made(setup, run, options, progress):
        class Gone:
            pass

        gone = Gone()
        kept = weakref.ref(gone, lambda _: signal.raise_signal(sign))
        del gone
        assert kept() is None
        progress(1, 2)
        return b"a file in spite of it"

    def stop(*_):
        raise KeyboardInterrupt

    before = signal.signal(sign, stop)
    try:
        monkeypatch.setattr(Format, "make", lambda kind, *told: made(*told))
        assert main(["csv", *RACE, "-o", str(tmp_path / "race.csv")]) == 130
        assert signal.getsignal(sign) is stop
    finally:
        signal.signal(sign, before)
    assert not list(tmp_path.iterdir())


def test_a_typed_surface_is_raced_on_and_may_begin_with_a_minus():
    words = ["--formula", "-x^2 + x^4 + a y^2", "--a", "1/3", "--domain", "-2,2,-1,1", *TYPED]
    order = read_order(["csv", *words])
    surface = order.run().surface
    assert surface == surfaces.from_formula("-x^2 + x^4 + a y^2", parameters={"a": 1 / 3}, domain=((-2, 2), (-1, 1)))
    assert order.output == Path("formula.csv")


def test_a_stop_while_the_libraries_are_read_is_quiet(tmp_path):
    (tmp_path / "matplotlib.py").write_text(
        "import os, signal, time; os.kill(os.getpid(), signal.SIGINT); time.sleep(9)"
    )
    order = [sys.executable, "-m", "exports", "gif", *RACE, "-o", str(tmp_path / "race.gif")]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    stopped = subprocess.run(order, cwd=ROOT, env=environment, capture_output=True, preexec_fn=interruptible)
    assert (stopped.returncode, stopped.stdout, stopped.stderr) == (130, b"", b"")


MAIN = {
    "gif": lambda data: Image.open(BytesIO(data)).n_frames == 5,
    "webp": lambda data: Image.open(BytesIO(data)).n_frames == 5,
    "apng": lambda data: Image.open(BytesIO(data)).n_frames == 5,
    "mp4": lambda data: data[4:8] == b"ftyp",
    "webm": lambda data: data[:4] == b"\x1aE\xdf\xa3",
}


@pytest.mark.parametrize("format", MAIN)
def test_every_animation_is_made(tmp_path, format):
    if format in video.CODECS:
        pytest.importorskip("av", reason=video.MISSING)
    target = tmp_path / "race.out"
    assert main([format, *RACE, *SMALL, "-o", str(target)]) == 0
    assert MAIN[format](target.read_bytes())


@pytest.mark.parametrize("format", [name for name, kind in FORMATS.items() if not kind.moving])
def test_every_other_format_is_made(tmp_path, format):
    target = tmp_path / "race.out"
    assert main([format, *RACE, "-o", str(target)]) == 0
    assert target.stat().st_size > 100


def test_a_still_shows_the_step_asked_for(tmp_path):
    pictures = {}
    for step in ("0", "20"):
        assert main(["png", *RACE, "--step", step, "--size", "400x300", "-o", str(tmp_path / step)]) == 0
        pictures[step] = np.asarray(Image.open(BytesIO((tmp_path / step).read_bytes())).convert("RGB"))
    assert pictures["0"].shape == (300, 400, 3)
    assert (pictures["0"] != pictures["20"]).any()


def test_a_ready_made_race_is_made_and_options_change_it(tmp_path):
    target = tmp_path / "saddle.gif"
    assert main(["gif", "--race", "saddle", *SMALL, "-o", str(target)]) == 0
    assert Image.open(BytesIO(target.read_bytes())).n_frames == 5
    order = read_order(["gif", "--race", "saddle", "--steps", "9", "--view", "contour"])
    assert order.options["view"] == "contour"
    assert order.options["frames"] == 151
    assert order.run().steps == 9
    assert order.run().start == (1.0, -1e-6)


@pytest.mark.parametrize("key", RACES)
def test_every_ready_made_race_can_be_asked_for_as_an_animation(key):
    order = read_order(["gif", "--race", key])
    assert Options(**order.options).view == ready_made(key).view
    assert order.output == Path(f"{key}.gif")
    ordered, expected = order.run(), ready_made(key).race()
    for part in ("surface", "start", "steps", "seed", "noise", "batch_size"):
        assert getattr(ordered, part) == getattr(expected, part)
    assert {name: run.rule for name, run in ordered.items()} == {name: run.rule for name, run in expected.items()}


ADDRESS = (
    "http://localhost:8501/?surface=cars_scaled&start=0.1,-0.2&steps=70&seed=3&batch=5&racer=Adam+learning_rate%3D0.1"
    "&racer=Momentum+learning_rate=0.01+batch=10+name=slow&styles=3,7&view=3-D&step=40&theme=dark"
    "&chart=gradient&scale=log&embed=true#here"
)
SHOWN = link.read(link.asked(ADDRESS))[0]


def test_without_an_option_it_is_what_the_page_opens_with():
    assert read_order(["gif"]).setup == first_setup()
    assert read_order(["gif", "--surface", "cars_raw"]).setup == link.read({"surface": ["cars_raw"]})[0]


@pytest.mark.parametrize("address", [ADDRESS, ADDRESS[ADDRESS.index("?") :], ADDRESS[ADDRESS.index("?") + 1 :]])
def test_a_link_of_the_page_gives_the_same_race(address):
    order = read_order(["png", "--link", address])
    assert order.setup == SHOWN
    looks = {"view": "3-D", "step": 40, "look": SHOWN.look, "styles": (STYLES[3], STYLES[7]), "chart": None}
    assert order.options == looks
    assert order.output == Path("cars_scaled.png")


def test_a_file_of_settings_gives_the_same_race(tmp_path):
    path = tmp_path / "race.json"
    path.write_text(link.save(SHOWN), "utf-8")
    assert read_order(["svg", "--settings", str(path)]).setup == SHOWN


def test_a_file_of_settings_that_was_made_is_read_again(tmp_path):
    path = tmp_path / "again.json"
    assert main(["settings", "--link", ADDRESS, "--steps", "60", "-o", str(path)]) == 0
    assert read_order(["csv", "--settings", str(path)]).setup == replace(SHOWN, steps=60, step=None)


def test_the_page_at_its_first_visit_and_a_ready_made_race_are_links_too():
    assert read_order(["gif", "--link", "http://localhost:8501/"]).setup == first_setup()
    order = read_order(["gif", "--link", "?race=saddle&step=9"])
    assert order.setup == replace(ready_made("saddle"), step=9)
    assert (order.options["frames"], order.output) == (151, Path("saddle.gif"))


RINGS = Path(surfaces.__file__).parent / "data" / "o_rings.csv"

CHANGES = {
    "lang": ["ko"],
    "surface": ["himmelblau"],
    "f": ["x^2 + a y^2"],
    "start": ["0.5,-2"],
    "steps": ["33"],
    "seed": ["7"],
    "noise": ["0.5"],
    "batch": ["9"],
    "evaluations": ["44"],
    "racer": ["Adam learning_rate=0.2 beta1=0.8", "Momentum learning_rate=0.003"],
    "view": ["side by side"],
    "step": ["5"],
    "chart": ["loss"],
    "scale": ["linear"],
    "over": ["evaluations"],
    "lines": ["false"],
    "arrows": ["true"],
    "marks": ["false"],
    "domain": ["-1,2,-3,4"],
    "a": ["-0.3"],
    "b": ["2"],
    "c": ["-0.5"],
    "rotation": ["30"],
    "condition": ["50"],
    "curvature": ["7"],
    "data": [str(RINGS)],
    "model": ["plane"],
    "x": ["temperature"],
    "y": ["speed"],
    **{field: [list(choice.titles)[1]] for field, choice in LOOKS.items()},
}


def words_of(key, texts):
    option = next(row.called for row in TABLE if row.key == key)
    return [word for text in texts for word in (option, text)]


@pytest.mark.parametrize("row", [row for row in TABLE if row.help], ids=lambda row: row.key)
@pytest.mark.parametrize("source", ["", "race=noise_escapes", "f=a+x^2+%2B+b+y^2+%2B+c&steps=50&step=40", ADDRESS])
def test_every_row_is_an_option_that_changes_whatever_race_there_is(source, row):
    fits = {**dict.fromkeys(["a", "b", "c", "domain"], "f=" in source), "batch": "cars" in source}
    fits |= {"noise": not fits["batch"], **dict.fromkeys(["model", "x", "y", *DIALS], False)}
    command = ["settings", *(["--link", source] if source else []), *words_of(row.key, CHANGES[row.key])]
    if not fits.get(row.key, True):
        with pytest.raises(UsageError, match=f"{row.called}: expected"):
            read_order(command)
        return
    before, after = link.read(link.asked(source))[0], read_order(command).setup
    assert before != after
    told = [table_text(Table.opened(RINGS))] if row.key == "data" else CHANGES[row.key]
    assert link.write(after)[row.key] == told


def test_rows_that_are_no_options_are_those_of_the_cards_and_of_explore():
    explored = ["explore", "of", "across", "along", "measure", "fair", "rate", "criterion"]
    assert [row.key for row in TABLE if not row.help] == ["styles", "off", *explored]


@pytest.mark.parametrize(
    ("given", "left"),
    [
        (["--steps", "30"], {"steps": 30, "step": None}),
        (["--surface", "beale"], {"surface": "beale", "batch_size": None, "start": (1.0, 1.5)}),
        (["--formula", "x^2 + y^2"], {"surface": "formula", "batch_size": None, "start": (-2.4, 1.6)}),
        (["--racer", "Adam"], {"steps": 70, "batch_size": 5}),
    ],
)
def test_what_leant_on_something_that_is_changed_is_left_out(given, left):
    setup = read_order(["csv", "--link", ADDRESS, *given]).setup
    assert {field: getattr(setup, field) for field in left} == left
    if given[0] in ("--surface", "--formula"):
        assert [(racer.name, racer.batch_size) for racer in setup.racers] == [("Adam", None), ("slow", None)]


def test_a_page_that_explores_is_taken_away_as_its_race():
    order = read_order(["gif", "--link", "?view=explore&explore=map&of=Adam"])
    assert order.options["view"] == "contour"
    assert (
        read_order(["gif", "--link", "?view=explore&of=Adam", "--racer", "Momentum"]).setup.racers[0].name == "Momentum"
    )


def test_an_animation_has_the_chart_where_it_is_asked_for():
    def chart(*words):
        return read_order(["gif", "--link", "?chart=gradient", *words]).options["chart"]

    assert chart() is None
    assert chart("--with-chart") == Chart("gradient")
    assert chart("--scale", "log") == Chart("gradient", "log")
    assert read_order(["html", "--link", "?chart=gradient"]).options["chart"] == Chart("gradient")


def test_a_command_may_take_more_steps_than_the_page():
    longer = read_order(["csv", "--steps", str(2 * MAX_STEPS), "--racer", f"Adam warm_up={MAX_STEPS + 1}"]).setup
    assert (longer.steps, longer.racers[0].warm_up) == (2 * MAX_STEPS, MAX_STEPS + 1)


def test_a_ready_made_race_on_another_surface_leaves_what_is_only_for_its_own():
    order = read_order(["csv", "--race", "batch_sizes", "--surface", "beale", "--steps", "9"])
    raced = order.run()
    assert (raced.start, raced.steps, raced.batch_size) == (surfaces.get("beale").start, 9, None)
    assert list(raced) == ["1 row", "10 rows", "all rows"]


def test_an_order_holds_what_was_asked_for():
    words = ["--noise", "0.5", "--seed", "7", "--view", "3d", "--size", "800x600", "--with-chart", "--theme", "dark"]
    order = read_order(["mp4", *RACE, *words, "--fps", "30", "--spacing", "linear"])
    race = order.run()
    assert (race.start, race.steps, race.seed, race.noise) == ((1, 1.5), 20, 7, 0.5)
    assert race["Adam"].rule == optimizers.Adam(0.1)
    looks = {"view": "3-D", "look": Look(theme="dark"), "styles": styles([optimizers.Adam]), "chart": Chart()}
    assert order.options == {**looks, "width": 800, "height": 600, "fps": 30, "spacing": "linear"}
    assert order.output == Path("beale.mp4")


def test_mini_batches_are_drawn_from_a_surface_over_data():
    words = ["gif", "--surface", "cars_scaled", "--racer", "Adam", "--steps", "3", "--batch", "4"]
    assert read_order(words).run().batch_size == 4


def test_a_start_may_be_negative():
    assert read_order(["gif", "--surface", "beale", "--racer", "Adam", "--start", "-1,-.5"]).run().start == (-1, -0.5)


MISTAKES = {
    "no format": ([], "FORMAT"),
    "a format that is none": (["gfi", *RACE], "format: expected one such as gif, got 'gfi'"),
    "a race that is none": (["gif", "--race", "sadle"], "--race: expected one such as saddle"),
    "an option that is none": (["gif", *RACE, "--frams", "9"], "no option --frams; closest: --frames"),
    "an option without its value": (["gif", *RACE, "--frames"], "--frames: expected one argument"),
    "an option of another format": (["csv", *RACE, "--frames", "9"], "--frames: not for csv"),
    "a rule that is none": (["gif", "--surface", "beale", "--racer", "Adm"], "no optimizer 'Adm'; closest: Adam"),
    "a field that is none": (["gif", *RACE, "--racer", "Adam beta_1=0.5"], "Adam: no field 'beta_1'; closest: beta1"),
    "a value out of range": (["gif", *RACE, "--racer", "Adam beta1=1"], "Adam: beta1 must be at least 0 and below 1"),
    "a start of one number": (
        ["gif", *RACE[:4], "--start", "1"],
        "--start: expected two numbers such as 1,1.5, got '1'",
    ),
    "a size of no shape": (["gif", *RACE, "--size", "big"], "--size: expected width and height such as 640x480"),
    "a size too small": (["gif", *RACE, "--size", "3x3"], "width must be at least 320 and at most 1920, got 3"),
    "half a step": (
        ["gif", *RACE[:-2], "--steps", "1.5"],
        "--steps: Race: steps must be a whole number at least 1, got 1.5",
    ),
    "two bases": (["gif", "--race", "saddle", "--link", "?"], "expected one of --race and --link, got 2"),
    "a link with a setting that is none": (["gif", "--link", "?stpes=1"], "stpes: no setting of that name"),
    "no file of settings": (["gif", "--settings", "nowhere.json"], "--settings: cannot read nowhere.json: No such"),
    "a folder of settings": (["gif", "--settings", "."], "--settings: cannot read .: "),
    "exploring": (["gif", "--view", "explore"], "--view: expected one such as"),
    "a chart of a table": (["csv", "--chart", "loss"], "--chart: not for csv, which takes no options of looks"),
    "a chart below a page": (["html", "--with-chart"], "--with-chart: not for html, which takes --view, --step"),
    "a racer under the glass that is none": (
        ["gif", *RACE, "--glass", "Adm"],
        "--glass: expected one such as Adam, got 'Adm'",
    ),
    "a step of a table": (["csv", "--glass", "Adam"], "--glass: not for csv"),
    "a spacing that is none": (["gif", "--spacing", "lgo"], "--spacing: expected one such as log, got 'lgo'"),
    "two numbers of steps": (["gif", "--steps", "1", "--steps", "2"], "--steps: expected once, got 2 times"),
    "two sizes": (["gif", *RACE, *SMALL, "--size", "9x9"], "--size: expected once, got it twice"),
    "no steps": (["gif", *RACE[:-2], "--steps", "0"], "--steps: Race: steps must be at least 1, got 0"),
    "negative noise": (["gif", *RACE, "--noise", "-1"], "--noise: Race: noise must be at least 0"),
    "batches of a formula": (
        ["gif", *RACE, "--batch", "4"],
        "--batch: expected a surface over data beside it, got another",
    ),
    "a view that is none": (["gif", *RACE, "--view", "top"], "--view: expected one such as"),
    "a theme that is none": (["gif", *RACE, "--theme", "drak"], "--theme: expected one such as dark, got 'drak'"),
    "too many racers": (["gif", *RACE, *["--racer", "Adam"] * 12], "--racer: expected at most 12, got 13"),
    "data that are not there": (["gif", *TYPED, "--data", "nowhere.csv"], "--data: cannot read nowhere.csv"),
    "data and a surface": (
        ["gif", *RACE, "--data", "x.csv"],
        "expected one of --surface, --formula and --data, got more",
    ),
    "a column without data": (["gif", *TYPED, "--x", "speed"], "--x: expected data beside it, got none"),
    "a formula that is none": (["gif", *TYPED, "--formula", "x^2 + sni(y)"], "--formula: unknown name sni"),
    "a formula and a surface": (
        ["gif", *RACE, "--formula", "x^2"],
        "expected one of --surface, --formula and --data, got more",
    ),
    "a letter that is none": (
        ["gif", *TYPED, "--formula", "x^2", "--a", "1"],
        "--a: expected a formula with a in it, got none",
    ),
    "a letter without number": (
        ["gif", *TYPED, "--formula", "a x", "--a", "b"],
        "--a: expected a number or a fraction such as 0.01, 1e-3 or 1/3, got 'b'",
    ),
    "a domain that is none": (
        ["gif", *TYPED, "--formula", "x^2", "--domain", "1,0,0,1"],
        "--domain: Domain: x0 must be",
    ),
    "a domain of three": (["gif", *TYPED, "--formula", "x^2", "--domain", "1,0,0"], "--domain: expected four numbers"),
    "a domain of a surface": (
        ["gif", *RACE, "--domain", "0,1,0,1"],
        "--domain: expected a formula beside it, got none",
    ),
    "the same name twice": (
        ["gif", *RACE, *["--racer", "Adam name=a"] * 2],
        "name must be different for each, got 'a'",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_line_with_exit_code_2_and_no_file(tmp_path, monkeypatch, capsys, mistake):
    monkeypatch.chdir(tmp_path)
    words, expected = MISTAKES[mistake]
    assert main(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("exports: ")
    assert said.err.count("\n") == 1
    assert expected in said.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("surface", "rule", "told"),
    [
        (
            "mccormick",
            "GaussNewton",
            "exports: Gauss–Newton needs a sum of squares, and McCormick is not written as",
        ),
        ("saddle", "PolyakStep", "exports: Polyak's step needs the least value, and none is known of Saddle"),
        ("beale", "LevenbergMarquardt", ""),
        ("beale", "PolyakStep", ""),
    ],
)
def test_what_a_racer_needs_and_a_surface_has_not_is_told_beside_the_file(tmp_path, capsys, surface, rule, told):
    words = ["--surface", surface, "--racer", "Adam", "--racer", rule, "--steps", "5"]
    assert main(["csv", *words, "-o", str(tmp_path / "race.csv")]) == 0
    said = capsys.readouterr()
    assert said.err.startswith(told)
    assert said.err.count("\n") == bool(told)
    assert (tmp_path / "race.csv").is_file()


@pytest.mark.parametrize(("kind", "told"), [("png", True), ("html", False)])
def test_what_no_font_has_of_a_name_is_told_beside_the_picture(tmp_path, capsys, kind, told):
    output = tmp_path / f"race.{kind}"
    assert main([kind, "--racer", "Adam name='go \U0001f680'", "--steps", "3", "-o", str(output)]) == 0
    assert ("\U0001f680" in capsys.readouterr().err) is told


def test_an_output_that_cannot_be_written_is_one_line(tmp_path, capsys):
    for output in (tmp_path / "nowhere" / "race.gif", tmp_path):
        assert main(["gif", *RACE, *SMALL, "-o", str(output)]) == 2
        said = capsys.readouterr().err
        assert said.startswith(f"exports: cannot write {output}: ")
        assert said.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_failure_on_the_way_leaves_the_file_that_was_there(tmp_path, monkeypatch):
    target = tmp_path / "race.gif"
    target.write_bytes(b"the one before")

    def interrupted(order):
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "_made", interrupted)
    assert main(["gif", *RACE, "-o", str(target)]) == 130
    assert target.read_bytes() == b"the one before"
    assert list(tmp_path.iterdir()) == [target]


def test_a_fault_in_what_makes_a_file_is_not_taken_for_what_is_missing(tmp_path, monkeypatch):
    def faulty(*told):
        raise AttributeError("a name that nothing has")

    monkeypatch.setattr(Format, "make", faulty)
    with pytest.raises(AttributeError):
        main(["png", *RACE, "-o", str(tmp_path / "race.png")])


def test_without_pyav_a_video_says_how_to_get_it(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(video, "find_spec", lambda name: None)
    assert main(["mp4", *RACE, "-o", str(tmp_path / "race.mp4")]) == 2
    assert "pip install -r requirements-video.txt" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_terminal_sees_a_bar_that_is_gone_at_the_end(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert main(["gif", *RACE, *SMALL, "-o", str(tmp_path / "race.gif")]) == 0
    said = capsys.readouterr().err
    assert "] 5 of 5" in said
    assert said.endswith("\r\x1b[K")


def test_help_tells_every_surface_rule_field_race_and_format(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    for name in (*surfaces.CATALOGUE, *optimizers.CATALOGUE, *schedules.CHOICES, *FORMATS, *RACES):
        assert name in said
    for rule in optimizers.CATALOGUE.values():
        for field, spec in rule.hyperparameters().items():
            assert f"{field}=" in said
            assert spec.legal in said


RACERS = {
    "Adam": (None, optimizers.Adam()),
    "Momentum learning_rate=1/3 momentum=.5": (None, optimizers.Momentum(1 / 3, 0.5)),
    'Adam name="big Adam" learning_rate=1e-1': ("big Adam", optimizers.Adam(0.1)),
    "Adam name='it \"is\"'": ('it "is"', optimizers.Adam()),
    "AdaGrad epsilon_inside=false": (None, optimizers.AdaGrad(epsilon_inside=False)),
    "Adam learning_rate=0.2 schedule=Cosine(steps=50,final=0.001)": (
        None,
        optimizers.Adam(schedules.Cosine(0.2, steps=50, final=0.001)),
    ),
    "Adam schedule=StepDecay( every=9 , factor=1/2 ) learning_rate=0.2": (
        None,
        optimizers.Adam(schedules.StepDecay(0.2, 0.5, 9)),
    ),
    "Adam learning_rate=0.2 warm_up=20": (None, optimizers.Adam(schedules.WarmUp(0.2, 20))),
    "Adam learning_rate=0.2 schedule=Linear warm_up=20": (
        None,
        optimizers.Adam(schedules.WarmUp(schedules.Linear(0.2), 20)),
    ),
}


@pytest.mark.parametrize("text", RACERS)
def test_a_racer_is_read(text):
    racer = read_racer(text)
    assert (racer.name, racer.build()) == RACERS[text]


@pytest.mark.parametrize("kind", [schedules.Linear, schedules.Cosine], ids=lambda kind: kind.__name__)
def test_a_schedule_without_steps_takes_until_the_race_ends(kind):
    def rate(text, steps):
        return read_racer(text).lasting(steps).build().learning_rate

    begun = f"Adam learning_rate=0.2 schedule={kind.__name__}"
    assert rate(begun, 1000) == kind(0.2, steps=1000)
    assert rate(begun, 1000)(1000) > 0.0 == rate(begun, 1000)(1001)
    assert rate(f"{begun} warm_up=20", 1000) == schedules.WarmUp(kind(0.2, steps=980), 20)
    assert rate(f"{begun} warm_up=20", 10) == schedules.WarmUp(kind(0.2, steps=1), 20)
    assert rate(f"{begun}(steps=300)", 1000) == kind(0.2, steps=300)


def test_only_a_length_that_was_set_is_written():
    for text in ("Adam schedule=Cosine", "Adam schedule=Cosine(steps=300)", "Adam schedule=StepDecay"):
        assert write_racer(read_racer(text)) == text


def test_a_command_s_schedule_is_as_long_as_its_race():
    order = read_order(
        ["csv", "--surface", "sphere", "--racer", "Adam learning_rate=0.1 schedule=Cosine", "--steps", "40"]
    )
    assert order.run()["Adam"].rule.learning_rate == schedules.Cosine(0.1, steps=40)


@pytest.mark.parametrize(
    ("text", "own"), [("Adadelta noise=0.5", (0.5, None)), ("Adam batch=10", (None, 10)), ("Adam", (None, None))]
)
def test_noise_and_batches_of_a_racers_own_are_read_and_written(text, own):
    racer = read_racer(text)
    assert (racer.noise, racer.batch_size) == own
    assert write_racer(racer) == text


def test_a_racer_runs_under_its_own_noise_and_batches_and_else_under_those_of_the_race():
    noisy, batched = (named(map(read_racer, ["Adam", text])) for text in ("Adam noise=0", "Adam batch=10"))
    assert race_conditions(noisy, noise=2.0) == {"noise": {"Adam": 2.0, "Adam 2": 0.0}, "batch_size": None}
    assert race_conditions(batched, batch_size=1) == {"noise": 0.0, "batch_size": {"Adam": 1, "Adam 2": 10}}
    assert race_conditions(batched) == {"noise": 0.0, "batch_size": {"Adam": None, "Adam 2": 10}}


def test_on_another_surface_a_racer_keeps_of_its_own_what_fits_there():
    beale, cars = surfaces.get("beale"), surfaces.get("o_rings")
    noisy, batched = read_racer("Adam noise=0.5"), read_racer("Adam batch=50")
    assert (noisy.fitting(beale), batched.fitting(beale)) == (noisy, read_racer("Adam"))
    assert (noisy.fitting(cars), batched.fitting(cars)) == (read_racer("Adam"), read_racer("Adam batch=23"))


@pytest.mark.parametrize(
    ("text", "key", "message"),
    [
        ("Adam noise=1", "cars_raw", "Adam: noise needs a surface that is not over data, and Cars, raw speed is"),
        ("Adam batch=1", "beale", "Adam: batch needs a surface over data, and Beale is not"),
        ("Adam batch=51", "cars_raw", "Adam: batch must be at least 1 and at most 50, got 51"),
    ],
)
def test_what_makes_no_sense_on_a_surface_is_refused_there(text, key, message):
    with pytest.raises(ValueError, match=message):
        read_racer(text).suited_to(surfaces.get(key))
    with pytest.raises(UsageError, match=message):
        read_order(["csv", "--surface", key, "--racer", text])


def test_one_ten_and_fifty_rows_race_together_by_command():
    words = [word for rows in (1, 10, 50) for word in ("--racer", f"GradientDescent batch={rows} name={rows}")]
    order = read_order(["csv", "--surface", "cars_scaled", *words, "--racer", "Adam", "--batch", "5", "--steps", "9"])
    race = order.run()
    assert race.batch_size == {"1": 1, "10": 10, "50": 50, "Adam": 5}


@pytest.mark.parametrize("text", RACERS)
def test_a_racer_that_is_written_reads_back(text):
    racer = read_racer(text)
    assert read_racer(write_racer(racer)) == racer


def test_a_racer_without_a_learning_rate_gets_one_that_suits_the_surface():
    words = ["--racer", "Adam", "--racer", "Adam learning_rate=0.001", "--racer", "Momentum schedule=Linear warm_up=9"]
    order = read_order(["csv", "--surface", "rosenbrock", *words, "--racer", "Adadelta"])
    rosenbrock = surfaces.get("rosenbrock")
    momentum = schedules.WarmUp(schedules.Linear(suited_rate(optimizers.Momentum, rosenbrock), steps=291), 9)
    assert [run.rule for run in order.run().values()] == [
        optimizers.Adam(suited_rate(optimizers.Adam, rosenbrock)),
        optimizers.Adam(0.001),
        optimizers.Momentum(momentum),
        optimizers.Adadelta(),
    ]


def test_a_learning_rate_that_happens_to_be_the_default_is_written_too():
    racer = read_racer("Adam learning_rate=0.001")
    assert write_racer(racer) == "Adam learning_rate=0.001"
    assert write_racer(read_racer("Adam")) == "Adam"


@pytest.mark.parametrize("name", ['it "is"', "it's", "\"'\"\"''", "모멘텀", "a=b", "x(1)", " padded ", "Adam"])
def test_every_name_reads_back(name):
    racer = replace(read_racer("Momentum"), name=name)
    assert read_racer(write_racer(racer)) == racer


REFUSED = {
    "": "expected a rule",
    "Adam 0.1": "expected field=value, got '0.1'",
    "Adam learning_rate=0.1 learning_rate=0.2": "learning_rate must be given once",
    "Adam learning_rate=__import__('os')": "learning_rate must be a number",
    "Adam learning_rate=2**9": "learning_rate must be a number or a fraction",
    "Adam learning_rate=1/0": "denominator is not 0",
    "Adam epsilon_inside=1": "epsilon_inside must be true or false, got '1'",
    "Adam warm_up=0.5": "warm_up must be a whole number, got '0.5'",
    "Adam warm_up=-1": "warm_up must be at least 0",
    "Adam beta1=1": "beta1 must be at least 0 and below 1, got 1",
    "Adam schedule=Cosin(steps=3)": "closest: Cosine",
    "Adam schedule=WarmUp(steps=3)": "schedule must be one such as",
    "Adam schedule=Cosine(stps=3)": "Cosine: no field 'stps'; closest: steps",
    "Adam schedule=Cosine(initial=3)": "the initial rate is learning_rate",
    "Adam schedule=Cosine(steps=3": "expected field=value",
    "Adam name=''": "name must be 1 to 40 printable characters",
    "Adadelta schedule=Linear": "no field 'schedule'",
    "Adam noise=-1": "Adam: noise must be at least 0 and at most 1000000, got -1",
    "Adam noise=much": "Adam: noise must be a number",
    "Adam batch=0": "Adam: batch must be at least 1, got 0",
    "Adam batch=2.5": "Adam: batch must be a whole number at least 1, got 2.5",
    "Adam batch_size=5": "no field 'batch_size'; closest: batch",
}


@pytest.mark.parametrize("text", REFUSED)
def test_a_racer_that_is_none_is_refused_with_the_reason(text):
    with pytest.raises(ValueError, match=r".+") as refused:
        read_racer(text)
    assert REFUSED[text] in str(refused.value)
    assert "\n" not in str(refused.value)


def test_racers_without_a_name_go_by_their_title_and_a_number():
    rules = [read_racer(text) for text in ("Adam", "Adam", "Momentum name='Adam 2'", "Adam")]
    assert list(named(rules)) == ["Adam", "Adam 3", "Adam 2", "Adam 4"]


@pytest.mark.parametrize("text", ["nan", "inf", "1e999", "0x10", "1_000", "", "1/2/3", "١"])
def test_no_other_text_is_a_number(text):
    with pytest.raises(ValueError, match="a number"):
        number(text)


def test_an_order_refused_is_a_usage_error():
    with pytest.raises(UsageError):
        read_order(["gif", "--surface", "beal"])


def test_rain_is_made_from_a_shell_as_animation_and_page_and_as_nothing_else(tmp_path, capsys):
    asked = ["--surface", "himmelblau", "--racer", "Adam learning_rate=0.1", "--steps", "20", "--rain"]
    small = ["--size", "320x240", "--frames", "2"]
    assert main(["gif", *asked, *small, "-o", str(tmp_path / "rain.gif")]) == 0
    with Image.open(tmp_path / "rain.gif") as film:
        assert film.n_frames == 2
    assert main(["html", *asked, "--plotly", "cdn", "-o", str(tmp_path / "rain.html")]) == 0
    assert '"rain":{"steps":20' in (tmp_path / "rain.html").read_text("utf-8")
    assert main(["csv", *asked]) == 2
    assert main(["gif", *asked, "--with-chart"]) == 2
    assert "--with-chart: not for gif" in capsys.readouterr().err
