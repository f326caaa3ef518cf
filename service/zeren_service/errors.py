"""What the service refuses, each with a Chinese sentence; `problems` gives each its status.

::

    ServiceError
    ├── UnknownDocument · UnknownTask · UnknownDepartment · UnknownPage     404
    ├── AmbiguousDepartment                                                 300
    ├── BadParameter                                                        422
    ├── BadBody · BadAddress                                                400
    ├── EmptyUpload                                                         422
    ├── UnsupportedBody                                                     415
    ├── BodyTooLarge                                                        413
    ├── NotAcceptable                                                       406
    ├── KeyNeeded                                                           401
    ├── RoleMissing                                                         403
    ├── TooManyRequests                                                     429
    ├── ForeignOrigin                                                       403
    ├── WrongHost                                                           421
    ├── UnknownJob · UnknownWebhook                                         404
    ├── JobEnded                                                            409
    ├── TurnedOff                                                           403
    └── Overloaded · NotReady                                               503
"""

from __future__ import annotations


class ServiceError(Exception):
    """A request that cannot be served: a Chinese detail, and members that help the caller on."""

    def __init__(
        self, detail: str, *, headers: dict[str, str] | None = None, **members: object
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.headers = headers or {}
        self.members = members


class UnknownDocument(ServiceError):
    """No document has this id."""


class UnknownTask(ServiceError):
    """No task has this id."""


class UnknownDepartment(ServiceError):
    """No department has this id or name; `near` lists the most similar names."""


class AmbiguousDepartment(ServiceError):
    """Several departments bear this `name`; `candidates` lists them."""

    def __init__(self, detail: str, name: str, candidates: list[dict[str, str | None]]) -> None:
        super().__init__(detail, candidates=candidates)
        self.name = name
        self.candidates = candidates


class UnknownJob(ServiceError):
    """No job has this id."""


class UnknownWebhook(ServiceError):
    """No webhook has this id."""


class JobEnded(ServiceError):
    """A job that is to be cancelled has ended already."""


class TurnedOff(ServiceError):
    """The settings have not turned this on."""


class UnknownPage(ServiceError):
    """A page of the web site asks for something that is not there."""


class BadParameter(ServiceError):
    """A parameter is well formed for the framework and still wrong for us."""


class BadBody(ServiceError):
    """The body of the request cannot be read."""


class BadAddress(ServiceError):
    """The address is no UTF-8."""


class EmptyUpload(ServiceError):
    """An upload came without a file in it."""


class UnsupportedBody(ServiceError):
    """The media type of the request is none that this address takes."""


class BodyTooLarge(ServiceError):
    """The body is larger than the settings allow."""


class NotAcceptable(ServiceError):
    """None of the media types the caller accepts can be produced."""


class KeyNeeded(ServiceError):
    """The caller showed no key, or one that opens nothing."""


class RoleMissing(ServiceError):
    """The caller's key is valid and does not go that far."""


class TooManyRequests(ServiceError):
    """The caller asks more often than the settings allow."""


class ForeignOrigin(ServiceError):
    """A page of another site tries to change data."""


class WrongHost(ServiceError):
    """The Host header names none of the allowed hosts."""


class NotReady(ServiceError):
    """A store cannot be read, or one is behind the other."""


class Overloaded(ServiceError):
    """Too many heavy requests at once."""
