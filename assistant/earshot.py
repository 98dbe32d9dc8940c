"""Who in a room hears the agent, reads what is said and is heard: the caller, and nobody else who is there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from livekit.rtc._proto.track_pb2 import ParticipantTrackPermission

if TYPE_CHECKING:
    from livekit import rtc
    from livekit.rtc.data_stream import ByteStreamHandler


def keep_between_us(room: rtc.Room, identity: str) -> None:
    """Let the session in this room have to do with this participant only.

    Call it when the room is connected and before the session starts. LiveKit's session listens to one participant, but
    has no option for the rest: it plays and sends its transcripts to the whole room, and takes recordings of early
    speech from anybody, whosever track they name.
    """
    _speak_only_to(room, identity)
    _take_only_from(room, identity)


def _take_only_from(room: rtc.Room, identity: str) -> None:
    register = room.register_byte_stream_handler

    def register_for_one(topic: str, handler: ByteStreamHandler) -> None:
        register(topic, lambda reader, sender: handler(reader, sender) if sender == identity else None)

    vars(room).update(register_byte_stream_handler=register_for_one)


def _speak_only_to(room: rtc.Room, identity: str) -> None:
    agent = room.local_participant
    agent.set_track_subscription_permissions(
        allow_all_participants=False,
        participant_permissions=[ParticipantTrackPermission(participant_identity=identity, allow_all=True)],
    )
    publish = agent.publish_transcription

    async def publish_if_alone(transcription: rtc.Transcription) -> None:
        # What old clients read can't be addressed to anybody, so it is sent only while nobody else is there.
        if set(room.remote_participants) <= {identity}:
            await publish(transcription)

    vars(agent).update(
        stream_text=partial(agent.stream_text, destination_identities=[identity]),
        publish_transcription=publish_if_alone,
    )
