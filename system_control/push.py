"""What rings → the user's other devices: by Apprise's services and by signed webhooks."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Final

from system_control.errors import AssistantError, InvalidInput
from system_control.identity import acting_as, livekit_identity_to_uuid
from system_control.public_address import public_addresses
from system_control.shelf import Record, Shelf, in_thread
from system_control.webhook import Webhook, checked_url, target_key

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from system_control.ringing_words import Notice
    from system_control.supabase_manager import SupabaseManager

log = logging.getLogger(__name__)

CONNECT_SECONDS: Final = 1.0
READ_SECONDS: Final = 1.5

USERS_MAY: Final = frozenset(("ntfy", "ntfys", "gotify", "gotifys", "pover", "pbul"))
"""The services of Apprise that a user's own address may name. Others read files of this machine that the address names
(a template, a key file), or run programs of its desktop: those are for the operator's PUSH_URLS."""

OWN_HOSTS: Final = frozenset(("ntfy", "ntfys", "gotify", "gotifys"))
"""Those of them that call a host which the address names."""

_TOKEN: Final = re.compile(r"[A-Za-z0-9_:.-]{8,4096}")
_EMAIL: Final = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}")


class TargetKind(StrEnum):
    """What a target's `url` holds."""

    APPRISE = "apprise"
    """An address of Apprise: ntfys://host/topic."""
    WEBHOOK = "webhook"
    """An https address."""
    FCM = "fcm"
    """A device's token for Firebase Cloud Messaging; the operator's PUSH_URLS have an fcm:// with {fcm} in it."""
    EMAIL = "email"
    """An address; the operator's PUSH_URLS have a mailtos:// with {email} in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PushTarget(Record):
    """Where a user wants to be told."""

    TABLE: ClassVar[str] = "push_targets"

    kind: str
    url: str
    updated_at: datetime


class Push:
    """A path of the `RingLoop`: everything that a user named, and what the operator named for them.

    :param urls: the operator's addresses of Apprise, trusted. {user} in one stands for the user's uuid, {fcm} and
        {email} for what the user named. One without any of these is a single person's: it is used for `owner` alone.
    :param owner: that person's identity, this machine's own user.
    :param secret: signs the webhooks; without one there are none.
    :param private: let users name hosts of private networks.
    :param notify: hands a notice to Apprise, blocking, and tells whether it was taken; for tests.
    """

    channel = "push"

    def __init__(
        self,
        manager: SupabaseManager,
        *,
        urls: Sequence[str] = (),
        owner: str = "",
        secret: str = "",
        private: bool = False,
        notify: Callable[[str, Notice, bool], bool] | None = None,
        webhook: Webhook | None = None,
    ) -> None:
        self._clock = manager.clock
        self._targets = Shelf(manager.store, manager.clock, PushTarget)
        self._urls = tuple(urls)
        self._owner = livekit_identity_to_uuid(owner) if owner else None
        self._secret = secret.encode()
        self._private = private
        self._notify = notify or notify_by_apprise
        self._webhook = webhook or Webhook(private=private)

    async def deliver(self, notice: Notice) -> bool:
        """Tell it by all of the user's targets at once; whether any of them took it.

        :raises StoreUnavailable: if the targets can't be read.
        """
        with acting_as(notice.user):
            targets = await self._targets.find(order=("created_at",))
        sends = [self._send(url, notice, trusted=True) for url in self._operators(notice.user, targets)]
        for target in targets:
            if target.kind == TargetKind.APPRISE:
                sends.append(self._send(target.url, notice, trusted=False))
            elif target.kind == TargetKind.WEBHOOK and self._secret:
                key = target_key(self._secret, target.id)
                sends.append(self._webhook.send(target.url, key, notice, self._clock.now()))
        results = await asyncio.gather(*sends, return_exceptions=True)
        for result in results:
            if isinstance(result, AssistantError):  # its text names no address, since those hold passwords
                log.warning("a push target of %s can't be used: %s", notice.user, result)
            elif isinstance(result, BaseException):
                log.error("a push target of %s failed", notice.user, exc_info=result)
        return any(result is True for result in results)

    def _operators(self, user: str, targets: Sequence[PushTarget]) -> list[str]:
        """Return the operator's addresses that are meant for this user."""
        found = []
        for template in self._urls:
            places = {
                "{fcm}": [t.url for t in targets if t.kind == TargetKind.FCM and _TOKEN.fullmatch(t.url)],
                "{email}": [t.url for t in targets if t.kind == TargetKind.EMAIL and _EMAIL.fullmatch(t.url)],
            }
            place = next((p for p in places if p in template), None)
            if place is not None:
                found += [template.replace(place, value).replace("{user}", user) for value in places[place]]
            elif "{user}" in template:
                found.append(template.replace("{user}", user))
            elif user == self._owner:
                found.append(template)
        return found

    async def _send(self, url: str, notice: Notice, *, trusted: bool) -> bool:
        if not trusted:
            await check_target(TargetKind.APPRISE, url, private=self._private)
        return await in_thread(partial(self._notify, url, notice, trusted))


async def check_target(kind: TargetKind, url: str, *, private: bool = False) -> None:
    """Refuse what a user may not name as a target; called when it is added, and again before it is used.

    :raises InvalidInput: with words for what can be used.
    """
    if kind is TargetKind.WEBHOOK:
        await public_addresses(*checked_url(url, private=private), private=private)
    elif kind is TargetKind.FCM and not _TOKEN.fullmatch(url):
        raise InvalidInput("not a device's token", spoken="That isn't a device's token.")
    elif kind is TargetKind.EMAIL and not _EMAIL.fullmatch(url):
        raise InvalidInput("not an e-mail address", spoken="That isn't an e-mail address.")
    elif kind is TargetKind.APPRISE:
        service = await in_thread(in_apprise, url)
        scheme = str(service.schema) if service is not None else ""
        named = url.partition("://")[0].strip().casefold()
        if service is None or named not in USERS_MAY:
            can = "ntfy, Gotify, Pushover and Pushbullet"
            raise InvalidInput("a service that users may not name", spoken=f"I can use addresses of {can}.")
        if named in OWN_HOSTS and getattr(service, "mode", None) != "cloud":
            port = service.port or (443 if scheme in ("ntfys", "https") else 80)
            await public_addresses(str(service.host), int(port), private=private)


def in_apprise(url: str) -> Any | None:
    """Return Apprise's own object of an address, None if it knows no such service.

    :raises InvalidInput: if Apprise is not installed.
    """
    try:
        apprise: Any = import_module("apprise")  # half a second, which a server that pushes nothing need not spend
    except ModuleNotFoundError:
        raise InvalidInput("Apprise is missing: pip install apprise", spoken="I can't send there yet.") from None
    # Templates are files of this machine, and what is remembered between two messages would be files as well.
    asset = apprise.AppriseAsset(allow_templates=False, storage_mode=apprise.PersistentStoreMode.MEMORY)
    return apprise.Apprise.instantiate(url, asset=asset, suppress_exceptions=True)


def notify_by_apprise(url: str, notice: Notice, trusted: bool) -> bool:
    """Hand a notice to Apprise; blocks for a few seconds at most."""
    service = in_apprise(url)
    if service is None:
        return False
    service.socket_connect_timeout, service.socket_read_timeout = CONNECT_SECONDS, READ_SECONDS
    if not trusted:
        service.redirects = False  # one would lead around the check of the host
    return bool(service.notify(title=notice.title, body=notice.text))
