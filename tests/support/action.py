"""Runs a composite action as GitHub's runner does, as far as this project's action needs it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.support.commands import environment

_INPUT = re.compile(r"\$\{\{ inputs\.([\w-]+) \}\}")
_OUTPUT = re.compile(r"\$\{\{ steps\.([\w-]+)\.outputs\.([\w-]+) \}\}")


@dataclass
class Outcome:
    """What a run leaves: the exit code of its last step, what was printed, outputs, summary."""

    exit_code: int = 0
    printed: str = ""
    outputs: dict[str, str] = field(default_factory=dict)
    summary: str = ""
    path: list[str] = field(default_factory=list)


class Runner:
    """An action in a folder; `temp` is the runner's folder for whatever a job needs."""

    def __init__(self, action: Path, temp: Path) -> None:
        self.definition: dict[str, Any] = yaml.safe_load(action.read_text("utf-8"))
        self._action = action
        self._temp = temp

    @property
    def steps(self) -> list[dict[str, Any]]:
        return list(self.definition["runs"]["steps"])

    def run(
        self,
        inputs: Mapping[str, str],
        workspace: Path,
        env: Mapping[str, str] | None = None,
        *,
        skip: int = 0,
    ) -> Outcome:
        """Run the steps, without the first `skip`; the first that fails is the last."""
        given = {name: entry["default"] for name, entry in self.definition["inputs"].items()}
        assert inputs.keys() <= given.keys(), "GitHub warns of an input that there is not"
        given |= inputs
        outcome = Outcome()
        outputs: dict[tuple[str, str], str] = {}
        for step in self.steps[skip:]:
            found = self._step(step, given, workspace, env or {}, outcome)
            outputs |= {(step.get("id", ""), name): value for name, value in found.items()}
            if outcome.exit_code:
                break
        for name, entry in self.definition["outputs"].items():
            step_id, output = _match(_OUTPUT, entry["value"]).groups()
            outcome.outputs[name] = outputs.get((step_id, output), "")
        return outcome

    def _step(
        self,
        step: dict[str, Any],
        inputs: Mapping[str, str],
        workspace: Path,
        env: Mapping[str, str],
        outcome: Outcome,
    ) -> dict[str, str]:
        files = {name: self._temp / name for name in ("OUTPUT", "STEP_SUMMARY", "PATH", "script")}
        for file in files.values():
            file.write_bytes(b"")
        files["script"].write_text(step["run"], "utf-8")
        own = {name: inputs[_match(_INPUT, value)[1]] for name, value in step["env"].items()}
        base = environment()
        base["PATH"] = ":".join([*outcome.path, base["PATH"]])
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(files["script"])],
            cwd=workspace,
            env={
                **base,
                **{f"GITHUB_{name}": str(file) for name, file in files.items()},
                "GITHUB_ACTION_PATH": str(self._action.parent),
                "RUNNER_TEMP": str(self._temp),
                **env,
                **own,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        outcome.exit_code = done.returncode
        outcome.printed += done.stdout
        outcome.summary += files["STEP_SUMMARY"].read_text("utf-8")
        outcome.path[:0] = files["PATH"].read_text("utf-8").splitlines()
        return read_outputs(files["OUTPUT"].read_text("utf-8"))


def read_outputs(text: str) -> dict[str, str]:
    """What a runner reads from the file that GITHUB_OUTPUT names.

    `NAME=VALUE`, or `NAME<<END` and the lines up to one that is END.
    """
    outputs = {}
    lines = iter(text.split("\n"))
    for line in lines:
        name, equals, value = line.partition("=")
        heredoc, signs, end = line.partition("<<")
        if signs and len(heredoc) < len(name):
            taken = []
            for each in lines:
                if each == end:
                    break
                taken.append(each)
            else:
                raise AssertionError(f"no line {end!r} after {heredoc!r}")
            outputs[heredoc] = "\n".join(taken)
        elif equals:
            outputs[name] = value
        else:
            assert not line, line
    return outputs


def _match(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    found = pattern.fullmatch(text)
    assert found, f"{text!r} is not understood"
    return found
