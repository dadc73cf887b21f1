"""A folder's secrets, and which source of a setting is stronger."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.embedded import EmbeddedError, Services, environment_for, load_settings
from app.embedded.secret_files import kept_secret

SERVICES = Services("postgresql://postgres@/tradewind?host=/run/shop&port=5432", "http://127.0.0.1:7700", "search-key")


@pytest.fixture(autouse=True)
def nothing_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TRADEWIND_SECRET_KEY", "TRADEWIND_MEDIA_DIR", "TRADEWIND_PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)


def test_the_folder_gives_its_servers_its_secret_and_its_media(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, SERVICES)
    assert settings.database_url == SERVICES.database_url
    assert settings.meili_url == SERVICES.meili_url
    assert settings.meili_key.get_secret_value() == "search-key"
    assert settings.media_dir == tmp_path / "media"
    assert settings.secret_key.get_secret_value() == (tmp_path / "secret_key").read_text().strip()


def test_the_environment_is_stronger_and_an_override_the_strongest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRADEWIND_SECRET_KEY", "e" * 40)
    monkeypatch.setenv("TRADEWIND_MEDIA_DIR", "/srv/media")
    monkeypatch.setenv("TRADEWIND_PUBLIC_URL", "https://environment.example")
    settings = load_settings(tmp_path, SERVICES)
    assert settings.secret_key.get_secret_value() == "e" * 40
    assert settings.media_dir == Path("/srv/media")
    assert settings.public_url == "https://environment.example"
    assert not (tmp_path / "secret_key").exists()
    assert load_settings(tmp_path, SERVICES, public_url="https://given.example").public_url == "https://given.example"


def test_a_child_comes_to_the_same_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = load_settings(tmp_path, SERVICES, public_url="http://127.0.0.1:8123")
    for name, value in environment_for(ours).items():
        monkeypatch.setenv(name, value)
    assert load_settings(Path("/elsewhere"), SERVICES) == ours


def test_a_secret_is_private_lasting_and_one(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        secrets = set(threads.map(lambda _: kept_secret(tmp_path / "secret_key"), range(8)))
    assert len(secrets) == 1
    assert len(bytes.fromhex(secrets.pop())) == 32
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


def test_an_empty_secret_is_refused_not_used(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("\n")
    with pytest.raises(EmbeddedError, match="holds no secret: remove it, and a new one is made"):
        kept_secret(tmp_path / "secret_key")
