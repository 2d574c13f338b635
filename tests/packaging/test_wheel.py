"""A wheel holds all that the product needs and works from an empty folder, or it is not built at all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kiosk.frontend import placed_files
from tests.lint.sources import PRODUCT, ROOT, list_files

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

# What an office's shell sets must not reach the commands: they run as on a machine where nothing is set up.
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith(("KIOSK_", "PYTHONPATH"))}


def run(*command: str | Path, folder: Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=PLAIN | {"PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert not check or done.returncode == 0, f"{command}:\n{done.stdout}{done.stderr}"
    return done


def build_wheel(source: Path, target: Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    pip: list[str | Path] = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", target]
    return run(*pip, source, folder=target.parent, check=check)


def copy_project(target: Path) -> Path:
    """The project's files as in a checkout: what is ignored, like the installed front end, stays behind."""
    for path in list_files():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, target / path)
    return target


def add_front_end(project: Path) -> None:
    for served in placed_files():
        copied = project / "kiosk" / "static" / "vendor" / served
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "kiosk" / "static" / "vendor" / served, copied)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    project = copy_project(folder / "project")
    add_front_end(project)
    build_wheel(project, folder / "dist")
    return next((folder / "dist").glob("*.whl"))


@pytest.fixture(scope="module")
def kiosk(wheel: Path) -> Path:
    """The `kiosk` command of a fresh environment that holds nothing but the wheel and what it asks for."""
    environment = wheel.parent.parent / "environment"
    run(sys.executable, "-m", "venv", environment, folder=wheel.parent)
    commands = environment / ("Scripts" if os.name == "nt" else "bin")
    run(commands / "python", "-m", "pip", "install", "--quiet", wheel, folder=wheel.parent)
    return commands / "kiosk"


def test_every_file_of_the_product_is_in_the_wheel(wheel: Path) -> None:
    packed = set(zipfile.ZipFile(wheel).namelist())
    expected = {path.as_posix() for path in list_files() if path.parts[0] in PRODUCT}
    expected |= {f"kiosk/static/vendor/{served}" for served in placed_files()}
    assert expected - packed == set()


def test_the_wheel_holds_no_more_than_the_product(wheel: Path) -> None:
    packed = zipfile.ZipFile(wheel).namelist()
    strays = [name for name in packed if name.split("/")[0] not in PRODUCT and ".dist-info/" not in name]
    strays += [name for name in packed if "node_modules" in name or "__pycache__" in name]
    assert strays == []


def test_no_wheel_is_built_without_the_front_end(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    refused = build_wheel(project, tmp_path / "dist", check=False)
    assert refused.returncode != 0
    assert "Front-end files are missing" in refused.stdout + refused.stderr
    assert not list(tmp_path.glob("dist/*.whl"))


def test_a_source_archive_holds_what_a_wheel_is_built_from(wheel: Path, tmp_path: Path) -> None:
    project = wheel.parent.parent / "project"
    build = "import sys; from hatchling.build import build_sdist; build_sdist(sys.argv[1])"
    environment = tmp_path / "environment"
    run(sys.executable, "-m", "venv", environment, folder=tmp_path)
    python = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
    run(python, "-m", "pip", "install", "--quiet", "hatchling", folder=tmp_path)
    run(python, "-c", build, tmp_path, folder=project)
    archive = next(tmp_path.glob("*.tar.gz"))
    build_wheel(archive, tmp_path / "dist")
    rebuilt = zipfile.ZipFile(next(tmp_path.glob("dist/*.whl"))).namelist()
    assert sorted(rebuilt) == sorted(zipfile.ZipFile(wheel).namelist())


def test_an_installed_wheel_explains_itself_from_an_empty_folder(kiosk: Path, tmp_path: Path) -> None:
    told = run(kiosk, "--help", folder=tmp_path).stdout
    assert all(command in told for command in ("init", "demo", "serve", "check"))
    assert list(tmp_path.iterdir()) == []


def test_an_installed_wheel_makes_its_demonstration_in_an_empty_folder(kiosk: Path, tmp_path: Path) -> None:
    run(kiosk, "demo", folder=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


def test_an_installed_wheel_makes_and_checks_an_instance_in_an_empty_folder(kiosk: Path, tmp_path: Path) -> None:
    (tmp_path / "password.txt").write_text("correct horse battery staple\n", encoding="utf-8")
    run(kiosk, "init", "--name", "admin", "--password-file", "password.txt", folder=tmp_path)
    checked = run(kiosk, "check", folder=tmp_path)
    assert "instance" in checked.stdout
