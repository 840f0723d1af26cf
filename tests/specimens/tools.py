"""Stand-ins for the programs that readers run: shell scripts put where the real ones are looked for."""

from pathlib import Path

import pytest

from config import confine

_COLUMNS = "level page_num block_num par_num line_num word_num left top width height conf text"


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, **programs: str) -> None:
    """Makes the scripts of `programs` the only ones that are installed."""
    folder.mkdir(exist_ok=True)
    for name, script in programs.items():
        program = folder / name
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(confine, "_SYSTEM", (*confine._SYSTEM, str(folder)))


def tesseract(words: str, *, languages: str = "ita osd", refuses: str = "") -> str:
    """A Tesseract that finds `words` on every page. It `refuses` (a shell condition) documents of which that is
    true.
    """
    rows = [_COLUMNS.replace(" ", "\\t")]
    rows += [
        f"5\\t1\\t1\\t1\\t1\\t{n}\\t{50 * n}\\t20\\t40\\t12\\t96\\t{word}" for n, word in enumerate(words.split(), 1)
    ]
    return f"""
cat > /dev/null
case "$*" in
  *--list-langs*) printf '%s\\n' {languages};;
  *tsv*) {f'if {refuses}; then echo "cannot read it" >&2; exit 1; fi;' if refuses else ""}
         printf '%b\\n' {" ".join(f"'{row}'" for row in rows)};;
  *"--psm 0"*) echo "Too few characters" >&2; exit 1;;
esac"""
