"""Sets alarms, reminders and timers over HTTP, by the same code as when they are said."""

from fastapi import APIRouter, Depends, Response

from api import scheduling
from api.auth import Caller, Me
from api.hearing import Hearing, hear, moment_in
from api.livekit import Tell
from api.once import idempotent, once
from api.problems import Unsure, responses
from api.recurring import repeating
from api.schemas.schedule import Made, NewAlarm, NewReminder, NewTimer
from system_control.schedule import MAX_WORDS, STANDING, When, new_alarm, new_reminder
from system_control.store.store import is_in
from system_control.supabase_manager import SupabaseManager
from toolsets.checks import checked
from toolsets.schedule import keep, set_alarm, set_reminder
from toolsets.timers import set_timer
from utils.time_expressions import Context


def setting_router(manager: SupabaseManager, tell: Tell) -> APIRouter:
    """Return the POSTs of /api/v1/schedule/alarms, reminders and timers.

    :param tell: called after each change, to tell the caller's app in a call; returns at once.
    """
    router = APIRouter(
        prefix="/schedule", tags=["schedule"], route_class=once(manager), dependencies=[Depends(idempotent)]
    )
    refused = {200: {"model": Made, "description": "It stood already."}, **responses(409, 422, 429, 503)}

    async def made(hearing: Hearing, said: str, caller: Caller, response: Response) -> Made:
        """Answer with what was set, or with what the words say stands already."""
        hearing.answered()
        ids = [change.record.id for change in hearing.made]
        if ids:
            tell(caller)
        else:
            ids, response.status_code = [mention.id for mention in hearing.dialogue.named], 200
        now = manager.clock.now()
        return Made(said=said, items=[scheduling.shown(await scheduling.find(manager, i), now) for i in ids])

    @router.post("/alarms", status_code=201, responses=refused)
    async def set_an_alarm(body: NewAlarm, caller: Me, response: Response) -> Made:
        """Set an alarm, or several ("weekdays at seven and weekends at nine")."""
        hearing = await hear(manager, body.timezone)
        if body.repeat is None:
            moment_in(hearing, body.time)
            said = await set_alarm(hearing, time=body.time, label=body.label or "")
        else:
            label = checked(body.label or "", "label", MAX_WORDS)
            when = await _by_rule(hearing, body.time, body.repeat, Context.ALARM)
            new = new_alarm(when, label, manager.clock.now())
            said = await keep(hearing, [new], await manager.alarms.find(is_in("status", STANDING)))
        return await made(hearing, said, caller, response)

    @router.post("/reminders", status_code=201, responses=refused)
    async def set_a_reminder(body: NewReminder, caller: Me, response: Response) -> Made:
        """Set a reminder; for a day without a time of day it comes at nine."""
        hearing = await hear(manager, body.timezone)
        if body.repeat is None:
            moment_in(hearing, body.time or body.text)
            said = await set_reminder(hearing, text=body.text, time=body.time or "")
        else:
            text = checked(body.text, "text", MAX_WORDS)
            if not text or body.time is None:
                raise Unsure("When shall I remind you?" if text else "What shall I remind you about?")
            when = await _by_rule(hearing, body.time, body.repeat, Context.REMINDER)
            new = new_reminder(when, text, manager.clock.now())
            said = await keep(hearing, [new], await manager.reminders.find(is_in("status", STANDING)))
        return await made(hearing, said, caller, response)

    @router.post("/timers", status_code=201, responses=refused)
    async def start_a_timer(body: NewTimer, caller: Me, response: Response) -> Made:
        """Start a timer."""
        hearing = await hear(manager)
        duration = body.duration or (f"{body.seconds} seconds" if body.seconds else "")
        moment_in(hearing, duration)
        said = await set_timer(hearing, duration=duration, label=body.label or "")
        return await made(hearing, said, caller, response)

    return router


async def _by_rule(hearing: Hearing, time: str, lines: list[str], context: Context) -> When:
    start, zone = scheduling.start_of(hearing, time, context)
    return await repeating(lines, start, zone, hearing.manager.clock.now())
