"""A verdict for every signature of some hours: corrections, rules and memory first, Claude for what is left.

What an hour's rows say is read from the ledger after asking, so that it depends on the ledger and the hour alone and
not on the order in which hours are classified.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from error_assets.clients.claude import Claude
from error_assets.clients.ledger import Ledger
from error_assets.hours import hour_end
from error_assets.records import Classification, ErrorSignature
from error_assets.settings import Settings
from error_assets.taxonomy.classify import decided, unclassified

Key = tuple[str, str]
"""Hour and repository."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignaturesOfHour:
    """The signatures of one repository's hour, and when GitHub was swept for them."""

    hour: str
    signatures: Sequence[ErrorSignature]
    swept_at: datetime

    @property
    def partial(self) -> bool:
        """Whether the hour was still running when it was swept."""
        return self.swept_at < hour_end(self.hour)


class Classifier:
    """Decides with one ledger and, unless it is None, with one Claude."""

    def __init__(self, settings: Settings, ledger: Ledger, claude: Claude | None) -> None:
        self._settings = settings
        self._ledger = ledger
        self._claude = claude

    def classify(self, slices: Sequence[SignaturesOfHour]) -> list[tuple[Classification, ...]]:
        """One classification for each signature, in the order given.

        Each new signature is asked for once, however many hours and repositories have it. Raises what the ledger
        raises; Claude's trouble becomes a reason (budget, refused, answer_invalid, waiting).
        """
        held = [self._held(slice_) for slice_ in slices]
        reasons: dict[str, str] = {}
        wanted = self._wanted(slices, held, reasons)
        if wanted:
            assert self._claude is not None
            answers = self._claude.classify(wanted)
            reasons |= {key: answer.reason for key, answer in answers.items() if answer.reason is not None}
            held = [self._held(slice_, may_ask=False) for slice_ in slices]
        return [
            tuple(
                found if found is not None else unclassified(signature, reasons.get(signature.fingerprint, "waiting"))
                for signature, found in zip(slice_.signatures, verdicts, strict=True)
            )
            for slice_, verdicts in zip(slices, held, strict=True)
        ]

    def _held(self, slice_: SignaturesOfHour, *, may_ask: bool | None = None) -> list[Classification | None]:
        fingerprints = [signature.fingerprint for signature in slice_.signatures]
        corrections = self._ledger.corrections(fingerprints)
        remembered = self._remembered(fingerprints, slice_.hour)
        escalation = self._settings.claude_escalation_model
        return [
            decided(
                signature,
                correction=corrections.get(signature.fingerprint),
                remembered=remembered.get(signature.fingerprint),
                ttl_hours=self._settings.classification_cache_ttl_hours,
                min_confidence=self._settings.min_confidence_for_reuse,
                escalation_model=None if escalation == "none" else escalation,
                may_ask=self._claude is not None if may_ask is None else may_ask,
            )
            for signature in slice_.signatures
        ]

    def _remembered(self, fingerprints: Sequence[str], hour: str) -> Mapping[str, Classification]:
        # The hour's end, so that what serves its last error serves all of it, and an hour asks for a kind at most once.
        return self._ledger.remembered(
            fingerprints, at=hour_end(hour), ttl_hours=self._settings.classification_cache_ttl_hours
        )

    def _wanted(
        self,
        slices: Sequence[SignaturesOfHour],
        held: Sequence[Sequence[Classification | None]],
        reasons: dict[str, str],
    ) -> list[ErrorSignature]:
        """The signatures to ask for, each fingerprint once, the earliest first; `reasons` tells of the others."""
        wanted: dict[str, ErrorSignature] = {}
        for slice_, verdicts in zip(slices, held, strict=True):
            for signature, found in zip(slice_.signatures, verdicts, strict=True):
                if found is not None:
                    continue
                if self._claude is None:
                    reasons[signature.fingerprint] = "switched_off"
                elif not self._asks_now(slice_, signature):
                    reasons.setdefault(signature.fingerprint, "waiting")
                else:
                    known = wanted.get(signature.fingerprint)
                    wanted[signature.fingerprint] = min(known or signature, signature, key=_age)
        return sorted(wanted.values(), key=_age)

    def _asks_now(self, slice_: SignaturesOfHour, signature: ErrorSignature) -> bool:
        """A partial hour asks only what CLASSIFY_REALTIME_THRESHOLD names: errors outside tests, all or none."""
        threshold = self._settings.classify_realtime_threshold
        return (
            not slice_.partial
            or threshold == "all"
            or (threshold == "infrastructure" and not signature.example_test_name)
        )


def _age(signature: ErrorSignature) -> tuple[datetime, str]:
    return signature.first_seen, signature.example_error_id
