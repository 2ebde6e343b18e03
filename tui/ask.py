"""The only bridge from screens to the store.

`ask` is for what a screen wants and can do without: a refusal becomes one toast and the answer is None.
`attempt` is for forms and for what must be known to have worked: it raises what the store raises.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ParamSpec, TypeVar

from store.errors import HubError
from store.operations import Operation

if TYPE_CHECKING:
    from tui.app import PorchlightApp
    from tui.session import Session

P = ParamSpec("P")
R = TypeVar("R")


class OnPorch:
    """Mixed into the screens and widgets of a session: its app, and the way to the store.

    Not a DOMNode itself, or Textual would take it, and not the widget, for what style rules are inherited from.
    """

    @property
    def porch(self) -> PorchlightApp:
        """The app of this session. Use it in the session's own tasks only."""
        return self.app  # type: ignore[attr-defined,no-any-return]  # what this is mixed into has it

    async def ask(self, operation: Operation[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R | None:
        """Have the store do something as this session's actor.

        Returns:
            The answer; None when it was refused, and then the person has been told in a toast.
        """
        porch = self.porch
        try:
            return await _do(porch.session, operation, *args, **kwargs)
        except HubError as error:
            porch.toast(str(error), trouble=True)
            return None

    async def did(self, operation: Operation[P, R], /, *args: P.args, **kwargs: P.kwargs) -> bool:
        """Have the store do something that has no answer.

        Returns:
            Whether it was done; when it was refused, the person has been told in a toast.
        """
        try:
            await self.attempt(operation, *args, **kwargs)
        except HubError as error:
            self.porch.toast(str(error), trouble=True)
            return False
        return True

    async def attempt(self, operation: Operation[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Have the store do something as this session's actor.

        Raises:
            HubError: It was refused; `str(error)` is the sentence to show.
        """
        return await _do(self.porch.session, operation, *args, **kwargs)


async def _do(session: Session, operation: Operation[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    return await session.hub.do(session.actor, operation, *args, **kwargs)
