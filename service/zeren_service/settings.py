"""Settings: environment variables `ZEREN_*` in, one frozen record out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from zeren_graph.places import Places


class Settings(BaseSettings):
    """What an installation may choose (设置). Built once and handed to `create_app`."""

    model_config = SettingsConfigDict(env_prefix="ZEREN_", frozen=True, extra="forbid")

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
    body_bytes: int = Field(2**20, ge=1024, description="其他请求正文的上限（字节）")
    page_limit: int = Field(50, ge=1, description="列表每页的默认条数")
    page_max: int = Field(500, ge=1, description="列表每页的最大条数")
    question_chars: int = Field(500, ge=1, description="一个问题最多的字数")
    # A clerk's query answers in milliseconds; ten seconds is for the analyst's joins.
    sparql_seconds: float = Field(10.0, gt=0, description="一次 SPARQL 查询最长的秒数")
    sparql_rows: int = Field(50_000, ge=1, description="一次 SPARQL 查询最多的结果行数")
    sparql_bytes: int = Field(64 * 2**20, ge=1024, description="一次 SPARQL 查询结果的上限（字节）")
    sparql_workers: int = Field(2, ge=1, description="同时执行的 SPARQL 查询数；超出的排队")
    cache_bytes: int = Field(
        64 * 2**20, ge=0, description="在内存中保留答复的总量（字节），数据一变即失效；0 为不保留"
    )
    graph_documents: int = Field(500, ge=1, description="一次下载的图谱或网络最多含的文件数")
    hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="允许的 Host 名，逗号分隔；空为不限（防 DNS 重绑定时填写）"
    )
    origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="除本站外允许提交数据的网页来源，逗号分隔，如 https://oa.example.cn"
    )

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
        )

    @field_validator("hosts", "origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """Read `a, b` as two values: people do not write JSON into environment variables."""
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value
