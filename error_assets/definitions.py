"""The code location on one page."""

import warnings
from collections.abc import Callable

import dagster as dg

# `backfill_policy` and checks by partition are marked beta and preview in this release of Dagster, which is pinned.
warnings.filterwarnings("ignore", category=dg.BetaWarning)
warnings.filterwarnings("ignore", category=dg.PreviewWarning)

from error_assets.defs.assets.classifications import classifications  # noqa: E402
from error_assets.defs.assets.error_signatures import error_signatures  # noqa: E402
from error_assets.defs.assets.extracted_errors import extracted_errors  # noqa: E402
from error_assets.defs.assets.job_outcomes import job_outcomes  # noqa: E402
from error_assets.defs.assets.opensearch_index import opensearch_index  # noqa: E402
from error_assets.defs.assets.raw_failures import raw_failures  # noqa: E402
from error_assets.defs.assets.workflow_runs import workflow_runs  # noqa: E402
from error_assets.defs.executors import executor  # noqa: E402
from error_assets.defs.jobs import hourly_triage  # noqa: E402
from error_assets.defs.resources import resources  # noqa: E402
from error_assets.defs.schedules import every_hour  # noqa: E402
from error_assets.defs.sensors import ci_failures  # noqa: E402
from error_assets.settings import Settings, load_settings  # noqa: E402


def code_location(load: Callable[[], Settings]) -> dg.Definitions:
    """Everything that exists, with resources made from the settings that `load` gives when a run begins."""
    return dg.Definitions(
        assets=[
            workflow_runs,
            job_outcomes,
            raw_failures,
            extracted_errors,
            error_signatures,
            classifications,
            opensearch_index,
        ],
        jobs=[hourly_triage],
        schedules=[every_hour],
        sensors=[ci_failures],
        resources=resources(load),
        executor=executor(load_settings().error_assets_executor),
    )


defs = code_location(load_settings)
