"""Commands of people: ``token``. Run by the operator on the server, for any account."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import click

_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON")


@click.group("token")
def token_group() -> None:
    """访问令牌：让别的系统以某个账号的名义使用接口。"""


@token_group.command("create")
@click.option("--user", "username", required=True, help="账号")
@click.option("--name", required=True, help="给谁用、做什么用")
@click.option("--days", default=90, show_default=True, help="有效天数，最多 366")
@click.option("--area", "areas", multiple=True, help="只限这个区划，可写多次；缺省为账号的全部授权")
@click.option("--domain", "domains", multiple=True, help="只限这个业务领域，可写多次")
@click.option("--write", is_flag=True, help="可以写入；缺省只读")
@_JSON
def create(
    username: str,
    name: str,
    days: int,
    areas: tuple[str, ...],
    domains: tuple[str, ...],
    write: bool,
    as_json: bool,
) -> None:
    """建立令牌，并显示它——只显示这一次。"""
    from zhenyu.core import clock
    from zhenyu.core.values.area_codes import AreaCode
    from zhenyu.people.actions import create_token
    from zhenyu.people.queries import reader_of, user_named

    today = clock.today()
    token, secret = create_token(
        by=reader_of(user_named(username), today),
        name=name,
        expires_on=today + timedelta(days=days),
        areas=[AreaCode.parse(area) for area in areas],
        domains=domains,
        read_only=not write,
    )
    if as_json:
        click.echo(json.dumps({**_as_json(token), "token": secret}, ensure_ascii=False))
        return
    click.echo(secret)
    click.echo(f"令牌“{token.name}”有效到 {token.expires_on}。请现在保存，以后不再显示", err=True)


@token_group.command("list")
@click.option("--user", "username", help="只看这个账号的")
@_JSON
def list_tokens(username: str | None, as_json: bool) -> None:
    """列出令牌，最新的在前。"""
    from zhenyu.core import clock
    from zhenyu.people.queries import all_tokens, tokens_of, user_named

    tokens = tokens_of(user_named(username).pk) if username else all_tokens()
    if as_json:
        click.echo(json.dumps([_as_json(token) for token in tokens], ensure_ascii=False))
        return
    for token in tokens:
        click.echo(
            f"{token.pk:>6}  {token.user.username:<12} {token.start}…  {_state_of(token, clock.today())}  {token.name}"
        )
    if not tokens:
        click.echo("没有令牌。用 zhenyu token create 建立")


@token_group.command("revoke")
@click.argument("token_id", type=int)
def revoke(token_id: int) -> None:
    """停用令牌，立即生效。"""
    from zhenyu.people.actions import revoke_token
    from zhenyu.people.types import SYSTEM

    revoke_token(token_id, by=SYSTEM)
    click.echo(f"已停用令牌 {token_id}")


def _state_of(token: Any, today: date) -> str:
    if token.revoked_at:
        return "已停用"
    return (
        "已过期"
        if token.expires_on < today
        else f"{'只读' if token.read_only else '读写'}，有效到 {token.expires_on}"
    )


def _as_json(token: Any) -> dict[str, Any]:
    moments = {name: getattr(token, name) for name in ("created_at", "last_used_at", "revoked_at")}
    return {
        "id": token.pk,
        "user": token.user.username,
        "name": token.name,
        "start": token.start,
        "read_only": token.read_only,
        "areas": token.areas,
        "domains": token.domains,
        "expires_on": token.expires_on.isoformat(),
        **{name: moment.isoformat() if moment else None for name, moment in moments.items()},
    }
