"""Settings: environment variables `ZEREN_*` and a TOML file in, one frozen record out.

A variable goes before the file, the file before the default. The file is named by `ZEREN_CONFIG`.
"""

from __future__ import annotations

import os
import tomllib
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from limits import parse as parse_rate
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from zeren_graph.places import Places

PREFIX: Final = "ZEREN_"
CONFIG: Final = "ZEREN_CONFIG"


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach a listener on `host`.

    >>> [is_loopback(h) for h in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "", "oa.example.cn")]
    [True, True, True, False, False, False]
    """
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:  # a name may mean any address, this one excepted
        return host.lower() == "localhost"


class BadSettings(Exception):
    """The settings cannot be read: a Chinese sentence that says what to mend."""


def read_config() -> dict[str, Any]:
    """Return what the file that `ZEREN_CONFIG` names says; nothing where it names none.

    Raises `BadSettings`, also for a name that is no setting: a typo must not leave a door open.
    """
    path = os.environ.get(CONFIG)
    if not path:
        return {}
    try:
        found = tomllib.loads(Path(path).read_text("utf-8-sig"))
    except OSError as error:
        raise BadSettings(f"配置文件 {path} 读不了：{error.strerror}。") from error
    except UnicodeDecodeError as error:
        raise BadSettings(f"配置文件 {path} 要用 UTF-8 编码。") from error
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(f"配置文件 {path} 不是合法的 TOML（{error}）。") from error
    unknown = sorted(found.keys() - Settings.model_fields.keys())
    if unknown:
        names = "、".join(unknown)
        raise BadSettings(f"配置文件 {path} 里没有这样的设置：{names}。全部设置见 zeren settings。")
    return found


class Settings(BaseSettings):
    """What an installation may choose (设置). Built once and handed to `create_app`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    data: Path = Field(Path("data"), description="数据目录：目录库和图库都存放在这里")
    catalogue: str | None = Field(
        None, description="目录库地址，如 postgresql://用户:密码@主机/库；不填则放在数据目录"
    )
    graph: str | None = Field(
        None, description="图谱库的 SPARQL 查询地址，如 https://主机/query；不填则放在数据目录"
    )
    graph_update: str | None = Field(None, description="图谱库的更新地址；不填则由查询地址推出")
    graph_store: str | None = Field(
        None, description="图谱库的图存储协议地址；不填则由查询地址推出"
    )
    graph_token: SecretStr | None = Field(None, description="图谱库的访问令牌（Bearer）")
    graph_seconds: float = Field(60.0, gt=0, description="等图谱服务器答复最长的秒数")
    host: str = Field("127.0.0.1", description="监听地址；默认只供本机访问")
    port: int = Field(8000, ge=0, le=65535, description="监听端口；0 表示由系统挑选空闲端口")
    upload_bytes: int = Field(20 * 2**20, ge=1, description="上传一个文件的上限（字节）")
    job_bytes: int = Field(
        2 * 2**30, ge=1, description="一次批量收文的上限（字节），压缩包按展开后算"
    )
    job_files: int = Field(5_000, ge=1, description="一次批量收文最多的文件数")
    job_lanes: int = Field(2, ge=1, le=64, description="批量收文同时读几份文件")
    parse_seconds: float = Field(120.0, gt=0, description="批量收文读一份文件最长的秒数")
    webhooks: bool = Field(False, description="是否允许登记推送地址并向它们推送变动")
    body_bytes: int = Field(2**20, ge=1024, description="其他请求正文的上限（字节）")
    page_limit: int = Field(50, ge=1, description="列表每页的默认条数")
    page_max: int = Field(500, ge=1, description="列表每页的最大条数")
    question_chars: int = Field(500, ge=1, description="一个问题最多的字数")
    # A clerk's query answers in milliseconds; ten seconds is for the analyst's joins.
    sparql_seconds: float = Field(10.0, gt=0, description="一次 SPARQL 查询最长的秒数")
    sparql_rows: int = Field(50_000, ge=1, description="一次 SPARQL 查询最多的结果行数")
    sparql_bytes: int = Field(64 * 2**20, ge=1024, description="一次 SPARQL 查询结果的上限（字节）")
    sparql_memory: int = Field(
        4 * 2**30, ge=2**29, description="一次 SPARQL 查询最多占用的内存（字节，含映射的文件）"
    )
    sparql_workers: int = Field(
        2, ge=1, description="同时执行的短查询数，超过一秒的长查询另有同样多；超出的排队"
    )
    cache_bytes: int = Field(
        64 * 2**20, ge=0, description="在内存中保留答复的总量（字节），数据一变即失效；0 为不保留"
    )
    graph_documents: int = Field(500, ge=1, description="一次下载的图谱或网络最多含的文件数")
    require_keys: bool = Field(
        False, description="本机访问也要密钥；监听其他地址或设了 proxies 时总是要"
    )
    proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="反向代理的 IP 地址或网段，逗号分隔；只有它们送来的 X-Forwarded-* 才可信",
    )
    rate: str = Field(
        "1200/minute", description="一个密钥（没有密钥时是一个地址）的请求上限；只在要密钥时起作用"
    )
    login_rate: str = Field("20/minute", description="一个地址用错密钥的次数上限")
    hide_people: bool = Field(
        False, description="隐藏领导小组成员等人员的姓名；只有管理员密钥看得到"
    )
    workers: int = Field(
        1, ge=1, le=64, description="服务进程数；多于 1 个时图库要用独立的 SPARQL 服务"
    )
    shutdown_seconds: int = Field(30, ge=1, description="停止服务时，最多等正在进行的请求这么多秒")
    log_format: Literal["auto", "json", "text"] = Field(
        "auto", description="日志格式：auto 在终端上是文字，其他情况是 JSON"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "warning", description="日志级别；info 及以下逐条记录请求"
    )
    hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="允许的 Host 名，逗号分隔；空为不限（防 DNS 重绑定时填写）"
    )
    origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="除本站外允许提交数据的网页来源，逗号分隔，如 https://oa.example.cn"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return where values come from, the first source first."""
        del dotenv_settings, file_secret_settings  # a stray .env must not open a server
        return init_settings, env_settings, InitSettingsSource(settings_cls, read_config())

    @property
    def places(self) -> Places:
        """Where the two stores are."""
        token = self.graph_token.get_secret_value() if self.graph_token else None
        return Places(
            folder=self.data,
            catalogue=self.catalogue,
            graph=self.graph,
            graph_update=self.graph_update,
            graph_store=self.graph_store,
            graph_token=token,
            graph_seconds=self.graph_seconds,
            hide_people=self.hide_people,
        )

    @property
    def keys_required(self) -> bool:
        """Whether every caller must show a key: always where more than this machine can call."""
        return self.require_keys or bool(self.proxies) or not is_loopback(self.host)

    @field_validator("proxies")
    @classmethod
    def _check_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for part in value:
            ip_network(part, strict=False)
        return value

    @field_validator("rate", "login_rate")
    @classmethod
    def _check_rate(cls, value: str) -> str:
        parse_rate(value)
        return value

    @field_validator("hosts", "origins", "proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """Read `a, b` as two values: people do not write JSON into environment variables."""
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value
