"""Methods by which updates reach the bot, and files with them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from tests.telegram_double.call import Call
from tests.telegram_double.chats import Json
from tests.telegram_double.files import MAX_DOWNLOAD_BYTES
from tests.telegram_double.refusals import bad_request
from tests.telegram_double.service import Service
from tests.telegram_double.webhook import Webhook

LONGEST_POLL_S = 50
SECRET = re.compile(r"[A-Za-z0-9_-]*")
PORTS = (80, 88, 443, 8443)
LOOPBACK = ("127.0.0.1", "localhost", "::1")


async def get_me(service: Service, call: Call) -> Json:
    return {
        **service.bot.json(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_updates(service: Service, call: Call) -> list[Json]:
    _allow(service, call)
    limit = call.integer("limit", 100)
    timeout = min(max(call.integer("timeout"), 0), LONGEST_POLL_S)
    return await service.updates.poll(call.integer("offset"), limit if 1 <= limit <= 100 else 100, timeout)


async def set_webhook(service: Service, call: Call) -> bool:
    if not (url := call.text("url")):
        return await delete_webhook(service, call)
    _check_webhook(url, call.text("secret_token"))
    _allow(service, call)
    if call.flag("drop_pending_updates"):
        service.updates.drop_pending()
    most = min(max(call.integer("max_connections", 40), 1), 100)
    delivered = service.updates.delivered
    await service.updates.set_webhook(
        lambda: Webhook(url, call.text("secret_token"), most, service.clock, delivered)
    )
    return True


async def delete_webhook(service: Service, call: Call) -> bool:
    if call.flag("drop_pending_updates"):
        service.updates.drop_pending()
    await service.updates.set_webhook(None)
    return True


async def get_webhook_info(service: Service, call: Call) -> Json:
    webhook = service.updates.webhook
    shown: Json = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(service.updates.pending),
    }
    if webhook is not None:
        shown["max_connections"] = webhook.most
        if webhook.last_error:
            shown |= {"last_error_date": int(service.clock.now()), "last_error_message": webhook.last_error}
    if service.updates.allowed is not None:
        shown["allowed_updates"] = sorted(service.updates.allowed)
    return shown


async def get_file(service: Service, call: Call) -> Json:
    if not call.text("file_id"):
        raise bad_request("file_id not specified")
    stored = service.files.get(call.text("file_id"))
    if stored is None:
        raise bad_request("invalid file_id")
    if stored.declared_bytes > MAX_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return {**stored.json(), "file_path": stored.path}


def _allow(service: Service, call: Call) -> None:
    kinds = call.value("allowed_updates", "can't parse allowed_updates JSON array")
    if kinds is not None and not isinstance(kinds, list):
        raise bad_request("can't parse allowed_updates JSON array")
    service.updates.allow(kinds)


def _check_webhook(url: str, secret: str) -> None:
    parts = urlsplit(url)
    # the one kindness of the double: plain http and any port, on this machine only
    if parts.hostname not in LOOPBACK:
        if parts.scheme != "https":
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if (parts.port or 443) not in PORTS:
            raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")


METHODS = {
    "getme": get_me,
    "getupdates": get_updates,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
    "getfile": get_file,
}
