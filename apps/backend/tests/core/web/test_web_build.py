"""What is read of a build, from real folders."""

import json
import os
import shutil
from pathlib import Path

import pytest

from src.core.config import Settings
from src.core.web import web_build
from src.core.web.web_build import find_build, read_build, stamp_of
from tests.web_builds import FILES, INDEX, PAGES, write_build


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_build(tmp_path / "dist")


def test_files_have_the_addresses_of_their_names(folder: Path) -> None:
    build = read_build(folder)
    assert set(build.files) == {
        f"/{name}"
        for name in FILES
        if not name.startswith(".") and not name.endswith((".br", ".gz", "index.html"))
    }
    script = build.files["/assets/main-1.js"]
    assert {coding: variant.body for coding, variant in script.variants.items()} == {
        "identity": FILES["assets/main-1.js"],
        "br": FILES["assets/main-1.js.br"],
        "gzip": FILES["assets/main-1.js.gz"],
    }
    assert len({variant.etag for variant in script.variants.values()}) == 3
    assert set(build.files["/assets/main-2.css"].variants) == {"identity"}


def test_the_tag_of_a_file_depends_on_its_content_only(folder: Path, tmp_path: Path) -> None:
    """Or two replicas, installed at different times, would contradict each other."""
    other = write_build(tmp_path / "other")
    (other / ".ready").touch()
    assert read_build(other).index == read_build(folder).index
    (other / "index.html").write_bytes(INDEX + b"changed")
    assert read_build(other).index != read_build(folder).index


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/", "/"),
        ("/login", "/login"),
        ("/admin/users/7", "/admin/users/{id}"),
        ("/login/", None),
        ("/login/x", None),
        ("/Login", None),
        ("/loginx", None),
        ("/admin/users/", None),
        ("/admin/users/7/x", None),
        ("/admin/users/:id", "/admin/users/{id}"),
        ("/login\n", None),
        ("", None),
    ],
)
def test_a_pattern_matches_whole_paths(folder: Path, path: str, page: str | None) -> None:
    found = read_build(folder).page_at(path)
    assert (found and found.path_format) == page


@pytest.mark.parametrize(
    ("pages", "complaint"),
    [
        ("", "is no list of pages"),
        ("{}", "is no list of pages"),
        ("[]", "is no list of pages"),
        ('["login"]', "'login' in .* is no path such as"),
        ('["/login/"]', "is no path such as"),
        ('["/:id?"]', "is no path such as"),
        ('["/.*"]', "is no path such as"),
        ('["/:name/x"]', "is no path such as"),
        ("[1]", "'1' in .* is no path such as"),
        ('["/", "/docs"]', "'/docs' in .* is an address of the API"),
        ('["/v1/users/me"]', "is an address of the API"),
        ('["/v1/:name"]', "is an address of the API"),
        ('["/health"]', "is an address of the API"),
        ('["/assets/:name"]', "is an address of the API"),
    ],
)
def test_a_list_of_pages_that_means_nothing_is_refused(
    folder: Path, pages: str, complaint: str
) -> None:
    (folder / "pages.json").write_text(pages)
    with pytest.raises(ValueError, match=complaint):
        read_build(folder)


@pytest.mark.parametrize("name", ["assets/secret.js", "favicon.svg", "index.html.br", "pages.json"])
def test_a_symbolic_link_is_refused(folder: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text("secret")
    (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to(tmp_path / "secret")
    with pytest.raises(ValueError, match=f"{name} is no regular file"):
        read_build(folder)


def test_a_linked_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "secret.txt").write_text("secret")
    (folder / "assets" / "linked").symlink_to(tmp_path / "secrets")
    with pytest.raises(ValueError, match="assets/linked is no regular file"):
        read_build(folder)


@pytest.mark.parametrize("name", ["assets/pipe.js", "pages.json", "index.html.gz"])
def test_a_pipe_is_refused_without_waiting_for_a_writer(folder: Path, name: str) -> None:
    (folder / name).unlink(missing_ok=True)
    os.mkfifo(folder / name)
    with pytest.raises(ValueError, match=f"{name} is no regular file"):
        read_build(folder)


@pytest.mark.parametrize(
    ("index", "complaint"),
    [
        ("", "names no script"),
        ("x", "names no script"),
        ("<script>draw()</script>", "names no script"),
        (INDEX.decode().replace("main-1", "gone-1"), "names /assets/gone-1.js, which is missing"),
        (f"{INDEX.decode()}<link href='/assets/gone.css'>", "names /assets/gone.css, which is"),
        ('<script src="https://cdn.example.com/x.js"></script>', "which is missing"),
    ],
)
def test_a_page_that_would_draw_nothing_is_refused(
    folder: Path, index: str, complaint: str
) -> None:
    (folder / "index.html").write_text(index)
    with pytest.raises(ValueError, match=complaint):
        read_build(folder)


def test_a_page_without_its_files_is_refused(folder: Path) -> None:
    shutil.rmtree(folder / "assets")
    with pytest.raises(ValueError, match="which is missing"):
        read_build(folder)


def test_every_step_of_a_build_changes_its_stamp(folder: Path) -> None:
    stamps = [stamp_of(folder)]
    for change in ("pages.json.new", "assets/new.js", "assets/new.js.br"):
        (folder / change).write_text(json.dumps(PAGES))
        stamps.append(stamp_of(folder))
    (folder / ".ready").write_text("again")
    stamps.append(stamp_of(folder))
    (folder / "index.html").write_text("again")
    stamps.append(stamp_of(folder))
    (folder / "index.html").unlink()
    stamps.append(stamp_of(folder))
    assert len(set(stamps)) == len(stamps)


def test_the_newer_build_is_taken_or_the_installed_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed, checkout = tmp_path / "installed", tmp_path / "checkout"
    monkeypatch.setattr(web_build, "FOLDERS", (installed, checkout))
    auto = Settings(WEB_APP="auto")
    assert find_build(auto) is None
    write_build(checkout)
    assert find_build(auto) == checkout
    write_build(installed)
    assert find_build(auto) == installed
    assert find_build(Settings(WEB_APP="off")) is None
    os.utime(checkout / ".ready", ns=(2, 2))
    os.utime(installed / ".ready", ns=(1, 1))  # a copy that was made for a wheel
    assert find_build(auto) == checkout
    os.utime(installed / ".ready", ns=(2, 2))
    assert find_build(auto) == installed
    (installed / "index.html").unlink()  # as while it is being built
    assert find_build(auto) == checkout


def test_the_folders_are_in_the_package_and_in_the_checkout() -> None:
    backend = Path(web_build.__file__).parents[3]
    assert (backend / "src/web_app", backend.parent / "web/dist") == web_build.FOLDERS
