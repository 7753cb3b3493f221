"""The command line `saju-bot`. Arguments are declared here; a command's module is imported only when it runs,
because SQLAlchemy and Chroma cost a second that `saju-bot chart` need not pay."""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from bot.lines import choices_of
from bot.settings import SettingsError
from core.errors import Error, Rejected
from core.reasons import reason_text
from storage.errors import BackupFailed, StartRefused

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction["Parser"]

USAGE_ERROR, FAILURE, INTERRUPTED = 2, 1, 130
_MOST_RESULTS = 100


class Parser(argparse.ArgumentParser):
    """Tells a usage error in one line, like any other error."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE_ERROR, f"{self.prog}: {message} (see {self.prog} --help)\n")


def main(argv: Sequence[str] | None = None) -> int:
    args = _parser().parse_args(argv)
    try:
        return int(import_module(f"bot.commands.{args.command}").run(args))
    except (SettingsError, StartRefused) as error:
        return _complain(str(error), USAGE_ERROR)
    except BackupFailed as error:
        return _complain(str(error), FAILURE)
    except Rejected as error:
        return _complain(_told(error, args.lang), USAGE_ERROR)
    except Error as error:
        return _complain(error.code.replace("_", " "), FAILURE)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return FAILURE
    except OSError as error:  # a folder that is not there, a disk that is full
        return _complain(": ".join(filter(None, (str(error.filename or ""), error.strerror))), FAILURE)
    except Exception as error:  # the last resort: where it happened, never what it happened with
        return _complain(f"internal error: {type(error).__name__} at {_place(error)}", FAILURE)


def _complain(message: str, code: int) -> int:
    print(f"saju-bot: {message}", file=sys.stderr)
    return code


def _told(error: Rejected, language: str) -> str:
    """The sentence, and what there is to choose from."""
    choices = [" / ".join(found) for found in choices_of(error).values()]
    return " ".join([reason_text(error, language), *(f"({found})" for found in choices)])


def _place(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{frame.filename.rpartition('/')[2]}:{frame.lineno}"


def _parser() -> Parser:
    parser = Parser(prog="saju-bot", description="A saju (Four Pillars) chatbot.")
    parser.set_defaults(lang="ko")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_chat(commands)
    commands.add_parser("run", help="the daemon: every messenger whose token is set, the jobs, health and metrics")
    _add_parse(commands)
    _add_chart(commands)
    _add_read(commands)
    _add_search(commands)
    _add_db(commands)
    _add_knowledge(commands)
    _add_backup(commands)
    _add_keys(commands)
    _add_jobs(commands)
    _add_figures(commands)
    return parser


def _add_chat(commands: Commands) -> None:
    chat = commands.add_parser("chat", help="the conversation in this terminal, on the embedded default")
    chat.add_argument("--jsonl", action="store_true", help="drive it by JSON lines on standard input")
    chat.add_argument("--images", metavar="DIR", help="write pictures into DIR (with --jsonl)")


def _add_parse(commands: Commands) -> None:
    parse = commands.add_parser("parse", help="what was understood of a person's words")
    parse.add_argument("text", nargs="*", metavar="TEXT", help="a birth in free words")
    _add_formats(parse)
    _add_language(parse)


def _add_chart(commands: Commands) -> None:
    chart = commands.add_parser("chart", help="the chart of a birth")
    chart.add_argument("text", nargs="*", metavar="TEXT", help="a birth in free words")
    _add_formats(chart)
    chart.add_argument("--png", metavar="FILE", help="draw the chart into FILE as well")
    chart.add_argument("--solar-time", choices=("civil", "mean", "true"), help="the clock of day and hour")
    chart.add_argument("--day-boundary", choices=("midnight", "rat-hour"), help="when the day changes")
    _add_language(chart)


def _add_read(commands: Commands) -> None:
    read = commands.add_parser("read", help="the reading made without a language model")
    read.add_argument("text", nargs="*", metavar="TEXT", help="a birth in free words")
    read.add_argument("--topic", help="one section: character, wealth, …, or change, move, …")
    _add_formats(read)
    _add_language(read)


def _add_search(commands: Commands) -> None:
    search = commands.add_parser("search", help="what the knowledge base gives for a question")
    search.add_argument("query", nargs="*", metavar="QUERY")
    search.add_argument("-k", type=_count, default=5, metavar="N", help="at most N results (5)")
    search.add_argument("--birth", metavar="TEXT", help="for the chart of this birth, not for nobody")
    _add_formats(search)
    _add_language(search)


def _add_db(commands: Commands) -> None:
    db = commands.add_parser("db", help="the schema, by migrations")
    db.add_argument("action", choices=("upgrade", "downgrade", "current", "check"))
    db.add_argument("revision", nargs="?", help="up or down to this revision (head, or one step down)")


def _add_knowledge(commands: Commands) -> None:
    knowledge = commands.add_parser("knowledge", help="the knowledge base")
    knowledge.add_argument("action", choices=("sync", "status"))


def _add_backup(commands: Commands) -> None:
    backup = commands.add_parser("backup", help="encrypted backups, each restored and compared before it counts")
    actions = backup.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("create", help="make one, prove it by restoring it, remove what is older than is kept")
    actions.add_parser("list", help="what there is, newest first").add_argument("--json", action="store_true")
    verify = actions.add_parser("verify", help="checksums; with --identity also decrypted, restored and compared")
    verify.add_argument("name", nargs="?", help="this one (default: all)")
    verify.add_argument("--identity", metavar="FILE", help="file with the secret key, AGE-SECRET-KEY-1…")
    restore = actions.add_parser("restore", help="into the configured database, which must be empty")
    restore.add_argument("name", nargs="?", help="this one (default: the newest)")
    restore.add_argument("--identity", metavar="FILE", required=True, help="file with the secret key")


def _add_keys(commands: Commands) -> None:
    keys = commands.add_parser("keys", help="the keys that everything private is under")
    actions = keys.add_subparsers(dest="action", required=True, metavar="ACTION")
    generate = actions.add_parser("generate", help="a new key: in front of the key file, or printed")
    generate.add_argument("--backup", action="store_true", help="print a key pair for backups instead")
    actions.add_parser("rotate", help="put every data key under the newest key, beside running daemons")


def _add_jobs(commands: Commands) -> None:
    jobs = commands.add_parser("jobs", help="what the daemon does by the clock")
    actions = jobs.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", help="each job, when it is due and how it last ended")
    actions.add_parser("run", help="run one now, whether due or not").add_argument("name", metavar="NAME")


def _add_figures(commands: Commands) -> None:
    stats = commands.add_parser("stats", help="people, forms, charts, answers, errors, latency, the database")
    stats.add_argument("--since", default="7d", metavar="SPAN", help="30m, 24h, 7d, 2w (7d)")
    stats.add_argument("--json", action="store_true", help="one flat JSON object")
    doctor = commands.add_parser("doctor", help="what is wrong and how to mend it")
    doctor.add_argument("--json", action="store_true", help="one flat JSON object")


def _count(text: str) -> int:
    """A number of results. ValueError becomes a usage error of argparse."""
    number = int(text)
    if not 1 <= number <= _MOST_RESULTS:
        raise argparse.ArgumentTypeError(f"must be from 1 to {_MOST_RESULTS}")
    return number


def _add_formats(parser: argparse.ArgumentParser) -> None:
    formats = parser.add_mutually_exclusive_group()
    formats.add_argument("--json", action="store_true", help="one JSON object")
    formats.add_argument("--jsonl", action="store_true", help="JSON lines in, JSON lines out")


def _add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", choices=("ko", "en"), default="ko", help="language of sentences (ko)")


if __name__ == "__main__":
    sys.exit(main())
