"""The commands `peil backup` and `peil restore`: one encrypted file out, and an installation back."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import click

from app import clock
from app.commands.backup_file import POSTGRES, BackupContents, NotABackup, read_tar, write_tar
from app.commands.backup_places import DatabasePlace, NotCopied, NotFree, PostgresPlace, SqlitePlace, place_of
from app.condition import BACKUP_NOTE
from app.config import Settings, database_url, instance_folder, keys_folder, read_settings, secret_file
from app.installed_place import mark_place, require_place
from app.schema_version import known_revisions
from app.whole_files import whole_file, write_whole


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--to",
    "recipients",
    metavar="AGE1…",
    multiple=True,
    help="Who can open it: a line that `peil holder make` prints. Default: PEIL_BACKUP_TO, separated by commas.",
)
def backup(*, file: Path, recipients: tuple[str, ...]) -> None:
    """Write FILE: a consistent, encrypted copy of the installation, made while people answer; periods' keys stay out.

    A file of that name is replaced once the new one is whole.
    """
    require_place(os.environ)
    settings = read_settings()
    _write_backup(settings, file, recipients=recipients or _usual_recipients())
    write_whole(settings.instance / BACKUP_NOTE, f"{clock.now().isoformat()}\n".encode())
    click.echo(f"Wrote {file}. The keys of open periods are not in it: who restores it elsewhere cannot open those.")


def _write_backup(settings: Settings, file: Path, *, recipients: tuple[str, ...]) -> None:
    """Write the encrypted file under its name once it is whole. Raises ClickException."""
    from app.vault.backup_seal import encrypt_stream
    from app.vault.holder_keys import NoRecipient, checked_recipient

    try:
        recipients = tuple(checked_recipient(each) for each in recipients)
    except NoRecipient:
        raise click.ClickException("--to wants lines that begin with age1, without a typing error.") from None
    live = place_of(settings.database_url)
    with _workplace(settings.instance) as folder:
        copy = folder / live.copy_name
        try:
            revision = live.copy(copy)
        except NotCopied as fault:
            raise click.ClickException(str(fault)) from None
        write_tar(folder / "backup.tar", made_at=clock.now(), copy=copy, revision=revision, keys=settings.keys)
        with whole_file(file) as target, (folder / "backup.tar").open("rb") as source:
            encrypt_stream(source, target, recipients=recipients)


def _usual_recipients() -> tuple[str, ...]:
    found = tuple(each.strip() for each in os.environ.get("PEIL_BACKUP_TO", "").split(",") if each.strip())
    if not found:
        raise click.ClickException(
            "Say who can open it: --to AGE1…, or PEIL_BACKUP_TO. "
            "`peil holder make FILE`, on another computer, makes a key."
        )
    return found


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True, help="The age key.")
@click.option("--passphrase", envvar="PEIL_PASSPHRASE", default="", help="Of the key, if it is locked.")
@click.option("--new-secret", is_flag=True, help="Sign every device out; people come back with their personal code.")
def restore(*, file: Path, key: Path, passphrase: str, new_secret: bool) -> None:
    """Bring back the installation in FILE, into folders without a database; say what does not come back.

    Whoever left since the backup stays away. What was counted before is never counted again.
    """
    place = place_of(database_url(os.environ))
    beside = place.file.parent if isinstance(place, SqlitePlace) else instance_folder(os.environ)
    try:
        place.require_free()
        beside.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _workplace(beside) as folder:
            contents = _unpacked(file, folder, place=place, key=key, passphrase=passphrase)
            digests = _names_of_left(contents)
            _bring_keys_back(contents, new_secret=new_secret)
            gone = place.fill(contents.database, digests=digests)  # Last: before it nothing is an installation.
    except (NotCopied, NotFree) as fault:
        raise click.ClickException(str(fault)) from None
    mark_place(os.environ)
    for line in _report(contents, place, gone=gone, new_secret=new_secret):
        click.echo(line)


def _unpacked(file: Path, folder: Path, *, place: DatabasePlace, key: Path, passphrase: str) -> BackupContents:
    """Decrypt, unpack and check a backup. Raises ClickException; nothing outside `folder` was changed then."""
    from app.vault.backup_seal import NotThisBackupKey, decrypt_stream
    from app.vault.holder_keys import PassphraseNeeded, WrongPassphrase, read_holder_key
    from app.vault.key_files import KeyFileUnreadable

    try:
        own = read_holder_key(key, passphrase=passphrase)
        with file.open("rb") as source, (folder / "backup.tar").open("wb") as target:
            decrypt_stream(source, target, key=own)
        (folder / "parts").mkdir()
        contents = read_tar(folder / "backup.tar", folder / "parts")
        _require_fit(contents, place)
    except (PassphraseNeeded, WrongPassphrase):
        raise click.ClickException(f"{key} is locked; give its passphrase as PEIL_PASSPHRASE.") from None
    except KeyFileUnreadable:
        raise click.ClickException(f"{key} is no age key. Nothing was changed.") from None
    except NotThisBackupKey:
        raise click.ClickException(f"{file} does not open with {key}, or it is cut off. Nothing was changed.") from None
    except NotABackup as fault:
        raise click.ClickException(f"{file}: {fault}. Nothing was changed.") from None
    return contents


def _require_fit(contents: BackupContents, place: DatabasePlace) -> None:
    """Raise NotABackup when what was unpacked cannot be put in this place."""
    if contents.about.revision not in known_revisions():
        raise NotABackup("it was made by a newer version of Peil; install that version")
    if contents.database.name != place.copy_name:
        other = "PostgreSQL" if contents.database.name == POSTGRES else "SQLite"
        raise NotABackup(f"it is of a database on {other}, and PEIL_DATABASE_URL names another kind")
    place.check(contents.database, revision=contents.about.revision)


def _names_of_left(contents: BackupContents) -> set[str]:
    """Return digests of the rows of people who left, by the list in the backup and the one that lies here."""
    from app.vault.left_rows import left_digests

    lists = (contents.folder / "keys", keys_folder(os.environ))
    return {each for folder in lists for each in left_digests(folder)}


def _bring_keys_back(contents: BackupContents, *, new_secret: bool) -> None:
    """Put the small files back beside the keys; one that lies there already stays as it is."""
    keys = keys_folder(os.environ)
    keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in contents.small_files:
        target = secret_file(os.environ) if path.name == "secret" else keys / path.name
        if not target.exists():
            write_whole(target, path.read_bytes())
    if new_secret:
        write_whole(secret_file(os.environ), os.urandom(32))


def _report(contents: BackupContents, place: DatabasePlace, *, gone: int, new_secret: bool) -> Iterator[str]:
    """Say what is back and what is not."""
    keys = keys_folder(os.environ)
    yield f"Restored {place} as it was at {contents.about.made_at}. Everything after that moment is gone:"
    yield "- answers, accounts, releases, and what staff changed; who joined since has to join again"
    yield "- passkeys and passwords of staff that were made since, and personal codes that were renewed: the old count"
    yield "- phones that turned reminders on since; who turned them off since gets them again"
    if new_secret:
        yield "Every device is signed out; people come back with their personal code."
    else:
        yield "Devices that were signed out since are signed in again; --new-secret would sign all of them out."
    yield f"{gone} rows of people who left since were not brought back."
    for period in place.waiting():
        if (keys / f"{period}.counted").exists():
            yield f"{period} was published already: it is not counted again (peil period give-up {period} --yes)."
        elif (keys / f"{period}.key").exists():
            yield f"{period} goes on: its key is here."
        else:
            yield f"{period} cannot be opened: its key is not here. If it is lost: peil period give-up {period} --yes"
    if contents.about.revision != max(known_revisions()):
        yield "The database is of an older version: run `peil upgrade`."
    if isinstance(place, PostgresPlace):
        yield "Roles and rights are not in a backup. Where services have roles: peil database roles --apply"
    yield "Next: peil doctor, then start the service."


@contextmanager
def _workplace(beside: Path) -> Iterator[Path]:
    """Make a folder for drafts on the same disk; whatever happens, it is gone afterwards, also one of a killed run."""
    for left in beside.glob(".backup-*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(mkdtemp(prefix=".backup-", dir=beside))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
