"""A number with its noun."""


def counted(count: int, one: str, many: str) -> str:
    """`1 message`, `3 messages`; `one` and `many` are the words behind the number."""
    return f"{count} {one if count == 1 else many}"
