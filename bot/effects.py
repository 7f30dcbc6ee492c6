"""Carrying out what a turn wants, in order, in the transaction that the caller owns."""

from dataclasses import dataclass, field
from itertools import zip_longest

from bot.concerns import raise_concern
from bot.contradictions import compare_answers
from bot.delivery.outbox import scene_params, write_text
from bot.opting import is_told_apart, opt, users_of
from bot.records.joint import after_part
from bot.records.referrals import propose
from bot.runtime import Work
from bot.scene import Scene
from bot.siblings import label_of, scenes_of
from bot.tasks import open_task
from flows import turn as t
from flows.days import written_out
from flows.policy.referrals import proposed_needs
from flows.shared_texts import CHILD_LABEL
from flows.siblings import together
from flows.texts import placeholders
from flows.vocabulary import Channel, ConversationStatus, Outcome, PartStatus
from storage.models import AnswerRow, Outbound


@dataclass
class Carrier:
    """Carries out the effects of one turn. `step` makes the keys of its texts unique.

    What a conversation about several children brings is written down in the case of each child that it
    is about. `concerned`: who a concern may be about where nobody knows who writes.
    """

    work: Work
    scene: Scene
    language: str
    step: str
    silent: bool = False
    """True while a caseworker has taken over: nothing is said, all else happens (invariant 11)."""
    concerned: tuple[Scene, ...] = ()
    sent: list[Outbound] = field(default_factory=list)

    def carry_out(self, effects: tuple[t.Effect, ...]) -> None:
        """All effects in order; then what was answered is compared with what others answered."""
        for effect in effects:
            self._one(effect)
        if any(isinstance(effect, t.Record) for effect in effects):
            for scene in scenes_of(self.scene):
                compare_answers(self.work, scene)

    def _one(self, effect: t.Effect) -> None:
        match effect:
            case t.Say():
                self._say(effect)
            case t.Record():
                self._record(effect)
            case t.RaiseConcern():
                for scene in self.concerned or self._about(effect.child):
                    raise_concern(self.work, scene, effect)
            case t.OpenTask() if is_told_apart(self.scene, effect) and users_of(self.work, self.scene):
                pass  # the stop has opened one for each of them
            case t.OpenTask():
                self._open_task(effect)
            case _:
                self._change(effect)

    def _about(self, child: int | None) -> tuple[Scene, ...]:
        """The scene of one child, or of all."""
        scenes = scenes_of(self.scene)
        return scenes if child is None else (scenes[child],)

    def _open_task(self, effect: t.OpenTask) -> None:
        """One task, in the case of the child that it is about or of the first; its needs count in each."""
        scenes = scenes_of(self.scene)
        parts = [(scenes[child].part, asked) for child, asked in effect.others]
        others = [(part.id, asked) for part, asked in parts if part is not None]
        open_task(self.work, scenes[effect.child or 0], effect, others=others)
        for scene in self._about(effect.child):
            if scene.case is not None:
                propose(self.work, scene.case, proposed_needs(effect.kind, effect.needs))

    def _change(self, effect: t.Effect) -> None:
        """Effects that change the address or the conversation itself."""
        match effect:
            case t.OptOut() | t.OptIn():
                opt(self.work, self.scene, stopped=isinstance(effect, t.OptOut))
            case t.SwitchLanguage():
                self._switch(effect.language)
            case t.Reached():
                self._settle_parts(PartStatus.REACHED, Outcome.COMPLETED)
            case t.HandOver():
                self._finish(ConversationStatus.HANDED_OVER, PartStatus.HANDED_OVER, effect.outcome)
            case t.End():
                done = effect.outcome is Outcome.COMPLETED
                status = PartStatus.REACHED if done else PartStatus.NOT_COMPLETED
                self._finish(ConversationStatus.ENDED, status, effect.outcome, effect.each)
            case t.AskAgain():
                pass  # keep_turn stores the promised hour

    def _say(self, say: t.Say) -> None:
        if self.silent:
            return
        scene = self.scene
        label = self._label(say.child) if self._names_child(say.key) else ""
        params = scene_params(self.work, scene, label) | say.params
        params |= written_out(say.days, self.language)
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

    def _names_child(self, key: str) -> bool:
        """Whether a text has to say which child; what WhatsApp's template will say is not known yet."""
        template = self.work.runtime.texts.template(self.language, key)
        return "child" in placeholders(template) or self.scene.at.channel is Channel.WHATSAPP

    def _label(self, child: int | None) -> str:
        """What the child is called in the sponsor's texts: the label agreed at enrolment, never a name."""
        person, found = self.scene.person, []
        for scene in self._about(child):
            agreed = label_of(self.work, person, scene.case) if person and scene.case else None
            found.append(agreed or self.work.runtime.texts.text(self.language, CHILD_LABEL))
        return together(found, self.language)

    def _record(self, record: t.Record) -> None:
        for scene in self._about(record.child):
            self._record_in(scene, record)

    def _record_in(self, scene: Scene, record: t.Record) -> None:
        if scene.part is None:
            raise ValueError("an answer was recorded outside a check-in")
        self.work.session.add(
            AnswerRow(
                **self.work.owned(),
                part_id=scene.part.id,
                conversation_id=self.scene.conversation.id if self.scene.conversation else None,
                inbound_id=self.scene.inbound.id if self.scene.inbound else None,
                question=record.question,
                answer=record.answer,
                date=record.date,
                unclear=record.unclear,
                at=self.work.now,
            )
        )

    def _switch(self, language: str) -> None:
        """From now on; a person who was known by then keeps it for later check-ins too."""
        self.language = language
        conversation = self.scene.conversation
        if conversation is None:
            return
        conversation.language = language
        if conversation.state.get("identified") and self.scene.person is not None:
            self.scene.person.language = language
            self.work.audit("switch_language", "person", self.scene.person.id, language=language)

    def _finish(
        self,
        status: ConversationStatus,
        part_status: PartStatus,
        outcome: Outcome,
        each: tuple[Outcome, ...] = (),
    ) -> None:
        conversation = self.scene.conversation
        if conversation is not None:
            conversation.status = status
            conversation.outcome = outcome
            conversation.waiting_for = None
            conversation.ended_at = self.work.now
        self._settle_parts(part_status, outcome, each)

    def _settle_parts(self, status: PartStatus, outcome: Outcome, each: tuple[Outcome, ...] = ()) -> None:
        """What was held stays held, whatever becomes of the thread afterwards."""
        for scene, own in zip_longest(scenes_of(self.scene), each):
            part = scene.part
            if part is None or part.status is PartStatus.REACHED:
                continue
            part.status = status
            part.outcome = own or outcome
            part.ended_at = self.work.now
            after_part(self.work, part.check_in)
