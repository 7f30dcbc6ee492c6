"""Carrying out what a turn wants, in order, in the transaction that the caller owns."""

import uuid
from dataclasses import dataclass, field

from bot.concerns import raise_concern
from bot.delivery.outbox import cancel_queued, scene_params, write_text
from bot.runtime import Work
from bot.scene import Scene
from bot.tasks import open_task
from flows import turn as t
from flows.vocabulary import ConversationStatus, Outcome, PartStatus
from storage.models import AnswerRow, CasePerson, OptOut, Outbound


@dataclass
class Carrier:
    """Carries out the effects of one turn. `step` makes the keys of its texts unique."""

    work: Work
    scene: Scene
    language: str
    step: str
    silent: bool = False
    """True while a caseworker has taken over: nothing is said, all else happens (invariant 11)."""
    sent: list[Outbound] = field(default_factory=list)

    def carry_out(self, effects: tuple[t.Effect, ...]) -> None:
        """All effects in order."""
        for effect in effects:
            self._one(effect)

    def _one(self, effect: t.Effect) -> None:
        match effect:
            case t.Say():
                self._say(effect)
            case t.Record():
                self._record(effect)
            case t.RaiseConcern():
                raise_concern(self.work, self.scene, effect)
            case t.OpenTask():
                open_task(self.work, self.scene, effect)
            case _:
                self._change(effect)

    def _change(self, effect: t.Effect) -> None:
        """Effects that change the address or the conversation itself."""
        match effect:
            case t.OptOut() | t.OptIn():
                self._opt(stopped=isinstance(effect, t.OptOut))
            case t.SwitchLanguage():
                self._switch(effect.language)
            case t.HandOver():
                self._finish(ConversationStatus.HANDED_OVER, PartStatus.HANDED_OVER, effect.outcome)
            case t.End():
                done = effect.outcome is Outcome.COMPLETED
                status = PartStatus.REACHED if done else PartStatus.NOT_COMPLETED
                self._finish(ConversationStatus.ENDED, status, effect.outcome)
            case t.AskAgain():
                pass  # keep_turn stores the promised hour

    def _say(self, say: t.Say) -> None:
        if self.silent:
            return
        scene = self.scene
        params = scene_params(self.work, scene, self._child_label()) | say.params
        row = write_text(
            self.work,
            scene.at,
            dedupe_key=f"{self.step}:{len(self.sent)}",
            say=say,
            language=self.language,
            params=params,
            person_id=scene.person.id if scene.person else None,
            conversation_id=scene.conversation.id if scene.conversation else None,
            position=len(self.sent),
        )
        if row is not None:
            self.sent.append(row)

    def _child_label(self) -> str:
        """What the child is called in the sponsor's texts: the label agreed at enrolment, never a name."""
        scene = self.scene
        if scene.person and scene.case:
            member = next((m for m in scene.case.members if m.person_id == scene.person.id), None)
            if member and member.child_label_sealed:
                return self._open_label(member)
        return self.work.runtime.texts.text(self.language, "label.child")

    def _open_label(self, member: CasePerson) -> str:
        assert self.scene.person is not None
        assert member.child_label_sealed is not None
        return self.work.vault.open(self.scene.person.data_key_id, "child_label", member.child_label_sealed)

    def _record(self, record: t.Record) -> None:
        if self.scene.part is None:
            raise ValueError("an answer was recorded outside a check-in")
        self.work.session.add(
            AnswerRow(
                **self.work.owned(),
                part_id=self.scene.part.id,
                conversation_id=self.scene.conversation.id if self.scene.conversation else None,
                inbound_id=self.scene.inbound.id if self.scene.inbound else None,
                question=record.question,
                answer=record.answer,
                date=record.date,
                unclear=record.unclear,
                at=self.work.now,
            )
        )

    def _opt(self, *, stopped: bool) -> None:
        address = self.scene.at
        address.opted_out_at = self.work.now if stopped else None
        inbound_id: uuid.UUID | None = self.scene.inbound.id if self.scene.inbound else None
        self.work.session.add(
            OptOut(
                **self.work.owned(),
                address_id=address.id,
                at=self.work.now,
                stopped=stopped,
                source="reply",
                inbound_id=inbound_id,
            )
        )
        if stopped:
            cancel_queued(self.work, address.id, "opted_out")

    def _switch(self, language: str) -> None:
        self.language = language
        if self.scene.conversation:
            self.scene.conversation.language = language

    def _finish(self, status: ConversationStatus, part_status: PartStatus, outcome: Outcome) -> None:
        conversation, part = self.scene.conversation, self.scene.part
        if conversation is not None:
            conversation.status = status
            conversation.outcome = outcome
            conversation.waiting_for = None
            conversation.ended_at = self.work.now
        if part is not None:
            part.status = part_status
            part.outcome = outcome
            part.ended_at = self.work.now
