"""The recorded failures as two repositories on a GitHub of their own, over 48 fixed hours: what the demo reads.

with Replay() as replay:
    GitHub(replay.api_url).outcomes_in(replay.repos[0], list(hours_between(*replay.hours)))
"""

from collections.abc import Sequence

from error_assets.hours import HOUR, hour_of, hour_start
from error_assets.samples.library import Sample, failures
from error_assets.samples.replay_server import ReplayServer
from error_assets.samples.replay_story import FIRST_HOUR, HOURS, story
from error_assets.samples.replay_world import Attempt

SEED = 20_261_102


class Replay(ReplayServer):
    """A server of `samples` (every recorded failure by default), from construction until it is closed.

    The same seed, samples and first hour give the same runs, ids and bytes, on whatever port.
    """

    def __init__(
        self,
        samples: Sequence[Sample] | None = None,
        *,
        seed: int = SEED,
        first_hour: str = FIRST_HOUR,
        prefix: str = "",
    ) -> None:
        super().__init__(story(failures() if samples is None else samples, seed, first_hour), prefix=prefix)
        self.hours = (first_hour, hour_of(hour_start(first_hour) + (HOURS - 1) * HOUR))

    @property
    def repos(self) -> tuple[str, ...]:
        return tuple(repo.full_name for repo in self.world.repos)

    def all_attempts(self) -> tuple[Attempt, ...]:
        """Every completed attempt there is, to count an answer against. Some lie outside of `hours`."""
        return self.world.attempts()
