"""Refuses query parameters that a route doesn't know: a filter that is misspelled would be passed over in silence."""

from fastapi import Request
from fastapi.dependencies.utils import get_flat_params
from fastapi.exceptions import RequestValidationError
from fastapi.params import Query
from fastapi.routing import APIRoute


async def known_parameters(request: Request) -> None:
    """Let a request pass whose query holds nothing but what its route describes.

    :raises RequestValidationError: if there is more.
    """
    route = request.scope["route"]
    assert isinstance(route, APIRoute)
    known = {p.alias for p in get_flat_params(route.dependant) if isinstance(p.field_info, Query)}
    if not set(request.query_params) <= known:
        takes = ", ".join(sorted(known)) or "none"
        said = f"The query has a parameter that this doesn't take; it takes {takes}."
        raise RequestValidationError([{"type": "said", "loc": ("query",), "msg": said}])
