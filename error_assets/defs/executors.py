"""ERROR_ASSETS_EXECUTOR: how the steps of a run are executed."""

import dagster as dg

from error_assets.settings import SettingsError

PACKAGES = {"celery": "dagster-celery", "k8s": "dagster-k8s"}
"""Executors that live in a package of their own, which an installation adds when it wants them."""


def executor(name: str) -> dg.ExecutorDefinition:
    """The executor of that name. Raises SettingsError if its package is not installed.

    in_process is the default: an hour's steps are small, and a process for each costs seconds of imports.
    """
    if name == "in_process":
        return dg.in_process_executor
    if name == "multiprocess":
        return dg.multiprocess_executor
    try:
        if name == "celery":
            from dagster_celery import celery_executor as chosen
        else:
            from dagster_k8s import k8s_job_executor as chosen
    except ImportError:
        raise SettingsError(f"ERROR_ASSETS_EXECUTOR={name!r}: needs the package {PACKAGES[name]}") from None
    found: dg.ExecutorDefinition = chosen
    return found
