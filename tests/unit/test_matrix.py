"""The matrix of scenarios: what a run gives, what is written, and what is called not current."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.matrix import Matrix, Result, Scenario, Verdict, differences

ROOT = Path(__file__).resolve().parents[2]

CONFTEST = """
from pathlib import Path
import pytest
from tests.support import matrix_plugin

def pytest_addoption(parser):
    matrix_plugin.add_option(parser)

def pytest_configure(config):
    for marker in matrix_plugin.MARKERS:
        config.addinivalue_line("markers", marker)
    plugin = matrix_plugin.MatrixPlugin(["one", "two"], Path("m.md"), config.getoption("--matrix"))
    config.pluginmanager.register(plugin)

def pytest_generate_tests(metafunc):
    pairs = [(engine, form) for engine in ("one", "two") for form in ("x", "y")]
    metafunc.parametrize(("engine", "bundle_form"), pairs, indirect=["engine"], scope="session")

@pytest.fixture(scope="session")
def engine(request):
    return request.param

@pytest.fixture(autouse=True)
def version(request):
    matrix_plugin.note_version(request.node, "1.0")
"""

TESTS = """
import pytest

@pytest.mark.scenario("Orders")
@pytest.mark.parametrize("n", [1, 2], ids=["first - of all", "a|b"])
def test_orders(engine, bundle_form, n):
    assert (engine, bundle_form, n) != ("two", "y", 2)

@pytest.mark.cannot_run("one", reason="it has no ears")
@pytest.mark.scenario("Sounds")
def test_it_is_heard(engine, bundle_form):
    assert engine == "two"

def test_no_row(engine, bundle_form):
    pass
"""

ROWS = """
## Orders

| scenario | one | two |
|---|---|---|
| first - of all | pass | pass |
| a\\|b | pass | fail |

## Sounds

| scenario | one | two |
|---|---|---|
| it is heard | cannot run: it has no ears | pass |
"""


def run(pytester: pytest.Pytester, *arguments: str, tests: str = TESTS) -> pytest.RunResult:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(test_them=tests)
    return pytester.runpytest_inprocess("-p", "no:cacheprovider", *arguments)


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_run_prints_the_matrix_and_writes_it(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, workers: str
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    result = run(pytester, "--matrix=write", "-n", workers)
    result.assert_outcomes(passed=13, failed=1, skipped=2)
    result.stdout.re_match_lines(
        [
            r"Orders +one +two",
            r"  first - of all +pass +pass",
            r"  a\|b +pass +fail",
            r"Sounds +one +two",
            r"  it is heard +cannot run: it has no ears +pass",
        ],
        consecutive=True,
    )
    document = (pytester.path / "m.md").read_text("utf-8")
    assert document.endswith(f"\nLast written with one 1.0, two 1.0.\n{ROWS}")


def test_a_run_whose_matrix_is_the_written_one_passes(pytester: pytest.Pytester) -> None:
    passing = TESTS.replace('"y", 2', '"y", 3')
    run(pytester, "--matrix=write", tests=passing)
    path = pytester.path / "m.md"
    path.write_text(path.read_text("utf-8").replace("1.0", "0.9"), "utf-8")
    assert run(pytester, "--matrix=check", tests=passing).ret == pytest.ExitCode.OK


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("| a\\|b | pass | pass |\n", ""),
        ("| a\\|b | pass | pass |", "| a\\|b | pass | fail |"),
        ("it has no ears", "it has no eyes"),
        ("## Sounds", "## Noises"),
    ],
)
def test_a_run_whose_matrix_is_another_fails(pytester: pytest.Pytester, old: str, new: str) -> None:
    passing = TESTS.replace('"y", 2', '"y", 3')
    run(pytester, "--matrix=write", tests=passing)
    path = pytester.path / "m.md"
    assert old in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    result = run(pytester, "--matrix=check", tests=passing)
    result.assert_outcomes(passed=14, skipped=2)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["m.md is not current: run make matrix"])


def test_a_run_without_one_of_the_engines_is_no_matrix(pytester: pytest.Pytester) -> None:
    result = run(pytester, "--matrix=write", "-k", "one and orders")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["no matrix without a run of two"])
    assert not (pytester.path / "m.md").exists()


def test_a_scenario_that_did_not_run_everywhere_says_so(pytester: pytest.Pytester) -> None:
    run(pytester, "--matrix=write", "--deselect", "test_them.py::test_orders[two-x-a|b]",
        "--deselect", "test_them.py::test_orders[two-y-a|b]")  # fmt: skip
    assert "| a\\|b | pass | not run |" in (pytester.path / "m.md").read_text("utf-8")


def test_two_scenarios_of_one_name_are_refused(pytester: pytest.Pytester) -> None:
    second = TESTS.replace("test_orders", "test_others").partition("@pytest.mark.cannot")[0]
    result = run(pytester, tests=TESTS + second)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*two scenarios are named 'Orders', 'first - of all':*"])


def test_a_failing_form_is_not_hidden_by_one_that_passes() -> None:
    for verdicts in ([Verdict.FAIL, Verdict.PASS], [Verdict.PASS, Verdict.FAIL]):
        matrix = Matrix(["one"])
        for verdict in verdicts:
            matrix.add(Scenario(0, "Group", "title"), "one", Result(verdict))
        assert "| title | fail |" in matrix.markdown()


def test_the_order_of_rows_counts_and_the_versions_do_not() -> None:
    assert differences("a\nLast written with x 1.\nb", "a\nLast written with x 2.\nb") == []
    assert differences("a\nb", "b\na") == ["the same lines in another order"]
    assert differences("a\nb", "a\nc") == ["- b", "+ c"]
