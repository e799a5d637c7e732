"""A verdict for every signature of some hours: corrections, rules and memory first, Claude for what is left.

Verdicts are read from the ledger after asking, so that what an hour says depends on the ledger and the hour alone and
not on which hours are classified beside it or in what order. Only why there is no verdict yet (budget, waiting,
switched_off) tells of the run.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from error_assets.clients.claude import Answers, Claude
from error_assets.clients.ledger import Ledger
from error_assets.clients.ledger_periods import Remembered
from error_assets.hours import hour_end
from error_assets.records import Classification, ErrorSignature
from error_assets.settings import Settings
from error_assets.taxonomy.classify import asks_stronger, decided, unclassified

REASONS_TO_ASK_LATER = ("waiting", "budget")
"""Of records.UNCLASSIFIED_REASONS, those that a later run may lift."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified:
    """One classification for each signature of a repository's hour, in their order; `troubles` are lines that say why
    Claude did not answer what the hour asked."""

    rows: tuple[Classification, ...]
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """What the ledger holds for the signatures of an hour, by fingerprint."""

    corrections: Mapping[str, Classification]
    remembered: Mapping[str, Remembered]

    def verdict(self, signature: ErrorSignature) -> Classification | None:
        name = signature.fingerprint
        held = self.remembered.get(name)
        return decided(
            signature, correction=self.corrections.get(name), remembered=None if held is None else held.verdict
        )


@dataclass(frozen=True, slots=True)
class _Wish:
    """A signature to ask for; `about` is when its weak verdict was given, None if it has no verdict."""

    signature: ErrorSignature
    about: datetime | None

    @property
    def order(self) -> tuple[bool, bool, datetime, str]:
        """Root causes first, so that a job with a thousand failed tests leaves the day's budget to the others."""
        signature = self.signature
        return self.about is not None, not signature.leads, signature.first_seen, signature.example_error_id


class Classifier:
    """Decides with one ledger and, unless it is None, with one Claude."""

    def __init__(self, settings: Settings, ledger: Ledger, claude: Claude | None) -> None:
        self._settings = settings
        self._ledger = ledger
        self._claude = claude
        stronger = settings.claude_escalation_model
        self._escalation_model = None if stronger == "none" else stronger

    def classify(self, slices: Sequence[SignaturesOfHour]) -> list[Classified]:
        """What each slice says, in the order given.

        A fingerprint is asked for once in a call, however many hours and repositories have it: as new if one of the
        hours has no verdict on it; a weak one that serves another hour then goes to the stronger model in a later call.
        Where nothing better came, a weak verdict serves. Raises what the ledger raises; Claude's trouble becomes a
        reason (budget, refused, answer_invalid, waiting) and a line of `troubles`.
        """
        since = self._ledger.mark()
        known = [self._known(slice_) for slice_ in slices]
        wishes = self._wishes(slices, known) if self._claude is not None else []
        if not wishes or self._claude is None:
            return [self._classified(slice_, held, Answers()) for slice_, held in zip(slices, known, strict=True)]
        answers = self._claude.classify(
            [wish.signature for wish in wishes],
            weak={wish.signature.fingerprint: wish.about for wish in wishes if wish.about is not None},
            since=since,
        )
        return [self._classified(slice_, self._known(slice_), answers) for slice_ in slices]

    def _known(self, slice_: SignaturesOfHour) -> _Known:
        fingerprints = [signature.fingerprint for signature in slice_.signatures]
        # The hour's end, so that what serves its last error serves all of it, and an hour asks for a kind at most once.
        remembered = self._ledger.remembered(
            fingerprints, at=hour_end(slice_.hour), ttl_hours=self._settings.classification_cache_ttl_hours
        )
        return _Known(self._ledger.corrections(fingerprints), remembered)

    def _wishes(self, slices: Sequence[SignaturesOfHour], known: Sequence[_Known]) -> list[_Wish]:
        """What to ask for, each fingerprint once, the new, the primary and the earliest first."""
        wishes: dict[str, _Wish] = {}
        for slice_, held in zip(slices, known, strict=True):
            for signature in slice_.signatures:
                wish = self._wish(signature, held) if self._asks_now(slice_, signature) else None
                if wish is not None:
                    other = wishes.get(signature.fingerprint, wish)
                    wishes[signature.fingerprint] = min(other, wish, key=lambda item: item.order)
        return sorted(wishes.values(), key=lambda item: item.order)

    def _wish(self, signature: ErrorSignature, held: _Known) -> _Wish | None:
        verdict = held.verdict(signature)
        if verdict is None:
            return _Wish(signature, None)
        memory = held.remembered.get(signature.fingerprint)
        stronger = asks_stronger(
            verdict,
            escalated=memory is not None and memory.escalated,
            min_confidence=self._settings.min_confidence_for_reuse,
            escalation_model=self._escalation_model,
        )
        return _Wish(signature, verdict.classified_at) if stronger else None

    def _asks_now(self, slice_: SignaturesOfHour, signature: ErrorSignature) -> bool:
        """A partial hour asks only what CLASSIFY_REALTIME_THRESHOLD names: errors outside tests, all or none."""
        threshold = self._settings.classify_realtime_threshold
        return (
            not slice_.partial
            or threshold == "all"
            or (threshold == "infrastructure" and not signature.example_test_name)
        )

    def _classified(self, slice_: SignaturesOfHour, held: _Known, answers: Answers) -> Classified:
        rows = tuple(
            held.verdict(signature) or unclassified(signature, self._reason(slice_, signature, answers))
            for signature in slice_.signatures
        )
        asked = [signature.fingerprint for signature in slice_.signatures if self._asks_now(slice_, signature)]
        troubles = dict.fromkeys(answers.troubles[name] for name in asked if name in answers.troubles)
        return Classified(rows=rows, troubles=tuple(troubles))

    def _reason(self, slice_: SignaturesOfHour, signature: ErrorSignature, answers: Answers) -> str:
        """Why there is no verdict."""
        if self._claude is None:
            return "switched_off"
        answer = answers.verdicts.get(signature.fingerprint)
        if answer is None or answer.reason is None or not self._asks_now(slice_, signature):
            return "waiting"
        return answer.reason


def waits(rows: Iterable[Classification]) -> bool:
    """Whether an hour with these rows still waits for verdicts, so that a later run is to classify it once more."""
    return any(row.reason in REASONS_TO_ASK_LATER for row in rows)
