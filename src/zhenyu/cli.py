"""The `zhenyu` command: thin. Each room brings its own commands; a command's module is imported only when it
is used."""

import errno
import functools
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click

from zhenyu.core.errors import ZhenyuError


@dataclass(frozen=True, slots=True)
class Home:
    """Where a command lives (``module:attribute`` below ``zhenyu``), its line in the help, whether it needs
    the database.

    ``offline`` names subcommands that work on files alone, ``database_for`` the option without which a
    command does.
    """

    address: str
    help: str
    database: bool = True
    offline: frozenset[str] = frozenset()
    database_for: str = ""


COMMANDS = {
    "demo": Home("config.cli:demo", "演示：布置一个示范镇并打开网页服务", database=False),
    "serve": Home("config.cli:serve", "启动网页服务", database=False),
    "worker": Home("config.cli:worker", "单独运行后台任务"),
    "init": Home("config.cli:init", "建立或升级数据库"),
    "pack": Home("config.cli:pack", "检查或应用内容包"),
    "doctor": Home("config.cli:doctor", "检查运行环境，说出哪里不对、怎么办", database=False),
    "token": Home("people.cli:token_group", "建立、列出、停用接口的访问令牌"),
    "ledger": Home(
        "ledgers.cli.ledger:ledger_group", "查看台账定义，由 Excel 推断台账", offline=frozenset({"infer"})
    ),
    "import": Home("ledgers.cli.ledger:import_command", "把 Excel/CSV 导入台账"),
    "export": Home("ledgers.cli.ledger:export_command", "把台账导出为 Excel/CSV/Parquet"),
    "verify": Home("ledgers.cli.verify:verify_command", "核对变更日志有没有被改动、删除"),
    "area": Home("areas.cli:area_group", "区划：查看、登记、撤并、拆分、更名"),
    "figure": Home("indicators.cli.figure:figure_command", "查询数：一个、一列或整张表"),
    "target": Home("indicators.cli.target:target_group", "目标：查看、下达、分解、导入"),
    "recompute": Home("indicators.cli.recompute:recompute_command", "逐行重算指标，与保存的数核对"),
    "attachments": Home("ledgers.cli.attachments:attachments_group", "附件的存放情况、查毒设置、清理"),
    "trace": Home("indicators.cli.figure:trace_command", "追溯一个数背后的行"),
    "read": Home("documents.cli.read:read_command", "读出报告中的数（不需要数据库）", database=False),
    "audit": Home(
        "documents.cli.audit:audit_command",
        "审读报告，找出数字和文字的毛病；加 --area 与台账核对",
        database_for="area",
    ),
    "write": Home("writing.cli:write_command", "起草报告为 Word"),
}


class Rooms(click.Group):
    """The commands of all rooms, by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        home = COMMANDS.get(cmd_name)
        if home is None:
            return None
        module, _, attribute = home.address.partition(":")
        command: click.Command = getattr(import_module(f"zhenyu.{module}"), attribute)
        return _with_database(command, home.offline, home.database_for) if home.database else command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令"):
            formatter.write_dl([(name, home.help) for name, home in COMMANDS.items()])


def _with_database(
    command: click.Command, offline: frozenset[str] = frozenset(), option: str = ""
) -> click.Command:
    """Bring Django and the database up before the command's own code runs; ``--help`` does not need them."""
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            if name not in offline:
                _with_database(child)
    elif command.callback is not None:
        command.callback = _prepared(command.callback, option)
    return command


def _prepared(callback: Callable[..., Any], option: str = "") -> Callable[..., Any]:
    @functools.wraps(callback)
    def run(*args: Any, **kwargs: Any) -> Any:
        if not option or kwargs[option]:
            from zhenyu.config.setup import setup_django

            setup_django(lambda text: click.echo(text, err=True))
        return callback(*args, **kwargs)

    return run


@click.group(cls=Rooms, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="zhenyu")
def zhenyu() -> None:
    """镇域一本账：台账、指标、计划、报告，一个数只记一次。"""


def main() -> None:
    """Run the command; every failure a user can cause or meet ends in a message and an exit code, without a
    traceback."""
    # a plain exit: the embedded database is left in order
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        sys.exit(zhenyu.main(standalone_mode=False) or 0)
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except click.ClickException as problem:
        problem.show()
        sys.exit(2)
    except (KeyboardInterrupt, click.Abort):
        _fail("已中断，没有写入未完成的内容", 130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except ZhenyuError as problem:
        _fail(str(problem), problem.exit_code)
    except OSError as problem:
        _fail(_os_message(problem), 2)
    except Exception as problem:
        from zhenyu.core.database.outages import database_problem

        told = database_problem(problem)
        if told is None:
            raise
        _fail(str(told), told.exit_code)


def _fail(message: str, code: int) -> None:
    click.secho(f"错误：{message}", fg="red", err=True)
    sys.exit(code)


def _os_message(problem: OSError) -> str:
    where = f"：{problem.filename}" if problem.filename else ""
    if problem.errno == errno.ENOSPC:
        return f"磁盘已满{where}。腾出空间后重试，没有留下半个文件"
    if isinstance(problem, FileNotFoundError):
        return f"没有这个文件{where}。请核对路径"
    if isinstance(problem, PermissionError):
        return f"没有权限{where}。换一个可写的位置，或改用有权限的账号"
    return f"{problem.strerror or problem}{where}"
