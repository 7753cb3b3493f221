"""The conversation in a terminal: line editing, numbered choices, history kept in memory only."""

from __future__ import annotations

import asyncio
import sys
from typing import Literal
from uuid import uuid4

from prompt_toolkit import PromptSession
from prompt_toolkit.history import InMemoryHistory

from bot.clock import Clock
from core.conversation import Conversation
from core.messages import Address, Choice, Inbound, Reply
from core.texts import text

ADDRESS = Address("terminal", chat_id="local", user_id="local")
Kind = Literal["text", "choice", "command"]


class Terminal:
    """One person at a keyboard. Keeps the choices on the screen, nothing else."""

    def __init__(self, conversation: Conversation, clock: Clock, language: str) -> None:
        self._conversation, self._clock, self._language = conversation, clock, language
        self._choices: tuple[Choice, ...] = ()
        self._prompt: PromptSession[str] | None = None

    async def talk(self) -> None:
        """Greets, then answers every line until the person leaves (Ctrl-D, or a word of leaving)."""
        leave = text("terminal.leave_words", self._language).split()
        await self._hand_over("command", "/start")
        while (line := await self._line()) is not None and line not in leave:
            if line:
                await self._hand_over(*self._understood(line))
        print(text("terminal.goodbye", self._language))

    async def _line(self) -> str | None:
        """What was typed; None at the end of input."""
        try:
            return (await self._read()).strip()
        except (EOFError, KeyboardInterrupt):
            return None

    async def _read(self) -> str:
        if not sys.stdin.isatty():
            line: str = await asyncio.to_thread(sys.stdin.readline)
            if not line:
                raise EOFError
            return line
        if self._prompt is None:
            self._prompt = PromptSession(history=InMemoryHistory())
        return str(await self._prompt.prompt_async("> "))

    def _understood(self, line: str) -> tuple[Kind, str]:
        """A number presses the choice that bears it, a slash is a command, anything else is words."""
        if line.isascii() and line.isdigit() and len(line) <= 2 and 1 <= int(line) <= len(self._choices):
            return "choice", self._choices[int(line) - 1].value
        return ("command" if line.startswith("/") else "text"), line

    async def _hand_over(self, kind: Kind, value: str) -> None:
        inbound = Inbound(str(uuid4()), ADDRESS, self._clock(), kind, value, self._language)
        replies = await self._conversation.handle(inbound)
        for reply in replies:
            print(f"\n{_shown(reply)}")
        print()
        if replies:
            self._choices = replies[-1].choices


def _shown(reply: Reply) -> str:
    numbered = [f"  {number}) {choice.label}" for number, choice in enumerate(reply.choices, 1)]
    return "\n".join([reply.text, *([""] if numbered else []), *numbered])
