"""What is written in `.env`: read in full and literally, or refused with its line."""

from pathlib import Path

import pytest

from src.core.config import Settings, load_settings

KEY = "hunter2" * 8
URL = f"postgresql://u:{KEY}@db.example.com/x"


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment takes precedence."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name, raising=False)


def refusal(file: Path) -> str:
    with pytest.raises(SystemExit) as caught:
        load_settings(Settings, _env_file=file)
    sentence = str(caught.value)
    assert sentence.startswith("Settings: ")
    assert len(sentence.splitlines()) == 1
    assert "hunter2" not in sentence
    return sentence


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"DATABASE_URL: {URL}", 1),
        (f"DATABASE_URL:{URL}?sslmode=require", 1),
        (f"DATABASE_URL {URL}?sslmode=require", 1),
        (f'DATABASE_URL="{URL}', 1),
        (f"# ours\n\n  DATABASE_URL='{URL}\n", 3),
        (f'DATABASE_URL="{URL}\nMAIL_FROM="Stylipp <a@stylipp.com>"\n', 1),
        (f'DEBUG=true\nMAIL_FROM="Stylipp\nDATABASE_URL={URL}\nDATA_DIR="\n', 2),
        (f'DATABASE_URL="{URL}"x', 1),
        (f"set DATABASE_URL={URL}", 1),
        (f"DATABASE_URL+={URL}", 1),
        (f"$env:DATABASE_URL={URL}", 1),
        (f"DEBUG=true\n\ufeffDATABASE_URL={URL}", 2),  # two files in one
        ("DEBUG=true\nDATABASE_URL\n", 2),
        ("DEBUG=true\nexport DATABASE_URL\n", 2),
        ("; not a comment", 1),
        ("[stylipp]", 1),
        (f'{{"DATABASE_URL": "{URL}"}}', 1),
        (f'DEBUG=true\nDATABASE_URL={URL}"', 2),
        (f"DATABASE_URL={URL}'", 1),
        (f"SECRET_KEY={KEY} DATABASE_URL={URL}", 1),
        (f"SECRET_KEY={KEY}; DATABASE_URL={URL}", 1),
        (f"SECRET_KEY={KEY}\N{LINE SEPARATOR}DATABASE_URL={URL}", 1),
    ],
)
def test_a_line_that_cannot_be_read_is_refused(text: str, line: int, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(text)
    assert f"{file}, line {line}, " in refusal(file)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "latin-1"])
def test_an_encoding_other_than_utf_8_is_refused(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(f"DATABASE_URL={URL}é", encoding=encoding)
    assert str(file) in refusal(file)


def test_a_file_that_is_there_but_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    folder, loop, dangling = tmp_path / "folder", tmp_path / "loop", tmp_path / "dangling"
    folder.mkdir()  # Docker makes one where a file to mount is missing
    loop.symlink_to(loop)
    dangling.symlink_to(tmp_path / "missing")
    for path in (folder, loop, dangling):
        assert str(path) in refusal(path)
    assert load_settings(Settings, _env_file=tmp_path / "missing").is_local


def test_what_another_program_reads_from_the_file_is_left_to_it(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    pem = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg/kqhkiG9w0=\nABC==\n-----END PRIVATE KEY-----"
    file.write_text(f"TLS_KEY='{pem}'\nGREETING=\"a = b, C = d\"\nSECRET_KEY={KEY}\n")
    assert load_settings(Settings, _env_file=file).SECRET_KEY == KEY
    file.write_text(f'SECRET_KEY="{KEY}\\n"')
    assert "SECRET_KEY must not begin or end with white space" in refusal(file)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (f"SECRET_KEY=a$b$${{HOME}}$HOME{KEY}", f"a$b$${{HOME}}$HOME{KEY}"),
        (f"export SECRET_KEY = {KEY}#x # a comment", f"{KEY}#x"),
        (f"SECRET_KEY\t=\t'{KEY} # x' # a comment", f"{KEY} # x"),
        (f"SECRET_KEY='it\\'s{KEY}'", f"it's{KEY}"),
        (f'SECRET_KEY="a\\"b\\\\{KEY}"', f'a"b\\{KEY}'),
        (f"SECRET_KEY=a\\n'b{KEY}", f"a\\n'b{KEY}"),
        (f"\ufeff# Windows\r\n\r\nsecret_key={KEY}\r\nDEBUG=true\r\n", KEY),
        (f"SECRET_KEY=x\nSECRET_KEY={KEY}\n", KEY),
    ],
)
def test_values_are_literal(text: str, key: str, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(text.encode())
    assert key == load_settings(Settings, _env_file=file).SECRET_KEY
