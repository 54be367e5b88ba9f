"""How often something is tried before it is given up."""

from dataclasses import dataclass

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job


@dataclass(frozen=True, slots=True)
class Patience:
    """So many tries: the second `first_wait` seconds after the first, then ever four times as late."""

    tries: int = 4
    first_wait: float = 5.0

    def wait(self, tries: int) -> float:
        """Seconds to wait after so many tries."""
        return float(self.first_wait * 4 ** (tries - 1))

    def is_last(self, failed: int) -> bool:
        """Whether this try, after so many that failed, is the last one."""
        return failed + 1 >= self.tries


@dataclass(frozen=True, slots=True)
class Retrying(BaseRetryStrategy):
    """The same for whole jobs, as the queue asks it."""

    patience: Patience

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try a job again that failed; None for never."""
        del exception
        if self.patience.is_last(job.attempts):
            return None
        return RetryDecision(retry_in={"milliseconds": round(self.patience.wait(job.attempts + 1) * 1000)})
