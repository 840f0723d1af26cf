"""What CRFsuite is taught with: all that a place looks at as text, also what it sees of its neighbours (`-1:bold`). The
program says once what each place shows (`parsers/chains.py`).
"""

from collections.abc import Mapping, Sequence

from parsers.chains import NOTHING


def spelled(shown: Sequence[Sequence[str]], seen: Mapping[str, Sequence[int]]) -> list[list[str]]:
    """The features of each place; `seen` says of what is shown, by the name before the sign, from how many places
    further it is seen.
    """
    steps = sorted({step for those in seen.values() for step in those})
    told = [
        {step: [f"{step}:{one}" for one in place if step in seen.get(_name(one), ())] for step in steps}
        for place in shown
    ]
    written = [[*place] for place in shown]
    for place, own in enumerate(written):
        for step in steps:
            own += told[place + step][step] if 0 <= place + step < len(shown) else [f"{step}:{NOTHING}"]
    return written


def _name(shown: str) -> str:
    return shown.partition("=")[0]
