"""The registry: every soft criterion of both sides, in the order in which they are shown."""

from jobs.matching.employer_side import EMPLOYER_CRITERIA
from jobs.matching.lookup import Criterion
from jobs.matching.worker_side import WORKER_CRITERIA

REGISTRY: dict[str, Criterion] = {
    criterion.code: criterion for criterion in EMPLOYER_CRITERIA + WORKER_CRITERIA
}
