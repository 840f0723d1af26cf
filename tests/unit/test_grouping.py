"""A flood of problems is told in a few lines: nothing is dropped, it is counted."""

from config.limits import Limits
from config.vocabulary import DocumentStatus, Problem, ProblemCode
from jobs.demo.build import archive, mail
from jobs.grouping import grouped
from jobs.pipeline import read_submission
from tests.specimens.envelopes import DATE

A, B = ProblemCode.UNREADABLE_DOCUMENT, ProblemCode.UNSUPPORTED_DOCUMENT


def many(code: ProblemCode, folder: str, count: int) -> list[Problem]:
    return [Problem(code, "so ist es", document=f"{folder}{n}.bin") for n in range(count)]


def test_few_problems_stay_as_they_are() -> None:
    problems = [*many(A, "a.zip/", 3), Problem(B, "x", campo=3), *many(B, "", 3)]
    assert grouped(problems, 5) == tuple(problems)


def test_of_many_in_one_place_the_rest_is_counted() -> None:
    told = grouped([*many(A, "a.zip/", 1000), *many(B, "a.zip/", 2)], 20)
    assert len(told) == 22
    assert told[19].detail.startswith("… and 981 more")
    assert "a.zip" in told[19].detail
    assert told[19].document is None
    assert [problem.code for problem in told[20:]] == [B, B]


def test_many_places_are_one_kind() -> None:
    told = grouped([problem for n in range(50) for problem in many(A, f"{n}.zip/", 30)], 20)
    assert len(told) == 20
    assert f"… and {50 * 30 - 19} more" in told[-1].detail


def test_a_flood_in_an_archive_is_a_few_lines_and_every_file_is_on_record() -> None:
    content = archive({f"{n}.bin": bytes([n % 251, 1, 2, 3]) * 40 for n in range(400)})
    found = read_submission(mail("a@b.example", "x", "Testo.", {"tutto.zip": content}, date=DATE), Limits())
    assert len((*found.problems, *found.reading.problems)) <= 2 * Limits().problems_alike
    assert any("more of this kind" in problem.detail for problem in (*found.problems, *found.reading.problems))
    assert len([d for d in found.reading.documents if d.status is DocumentStatus.UNREADABLE]) == 400


def test_the_limit_is_a_setting() -> None:
    content = archive({f"{n}.pdf": b"" for n in range(50)})
    original = mail("a@b.example", "x", "Testo.", {"tutto.zip": content}, date=DATE)
    assert len(read_submission(original, Limits(problems_alike=3)).problems) <= 6
