"""Work that makes no progress is ended, work that does is left alone."""

from jobs.watchdog import Watchdog


class World:
    def __init__(self) -> None:
        self.now = 0.0
        self.broken: list[str] = []
        self.given_up = 0
        self.dog = Watchdog(self.broken.append, self.give_up, lambda: self.now)

    def give_up(self) -> None:
        self.given_up += 1

    def after(self, seconds: float) -> None:
        self.now += seconds
        self.dog.look()


def test_s24_work_without_progress_loses_its_links_and_then_its_process() -> None:
    world = World()
    with world.dog.watching("poll", 10):
        world.after(9)
        assert (world.broken, world.given_up) == ([], 0)
        world.after(2)
        assert (world.broken, world.given_up) == (["poll made no progress for 10 seconds and was ended"], 0)
        world.after(9)
        assert world.given_up == 0
        world.after(2)
        assert world.given_up == 1


def test_work_that_makes_progress_is_left_alone() -> None:
    world = World()
    with world.dog.watching("poll", 10):
        for _ in range(5):
            world.after(8)
            world.dog.beat("poll")
    assert world.broken == []


def test_progress_after_the_links_were_broken_counts_anew() -> None:
    world = World()
    with world.dog.watching("poll", 10):
        world.after(11)
        world.dog.beat("poll")
        world.after(11)
        assert (len(world.broken), world.given_up) == (2, 0)


def test_what_is_not_under_way_is_not_watched() -> None:
    world = World()
    with world.dog.watching("poll", 10):
        pass
    world.dog.beat("poll")
    world.after(100)
    assert world.broken == []
