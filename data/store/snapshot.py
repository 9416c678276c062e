"""A dataset as bytes and back: columns in NumPy's npz, everything else in JSON, a checksum over all.

No pickle anywhere. Formats measured in docs/data-layer.md: pyarrow reads as fast and takes 40 to 70 MB of memory
in every worker; npz takes none, NumPy being there already.
"""

import hashlib
import io
import json
import zipfile
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from data.model.dataset import FORMAT, Dataset
from data.model.labels import Family, Vocabulary
from data.store.release import release

_TABLES = ("projects", "editions", "breaks")
_HEADER = "header"
_CHECKSUM_BYTES = hashlib.sha256().digest_size


class DamagedSnapshotError(ValueError):
    """Bytes that are not a whole snapshot of this version of the program."""


def to_bytes(dataset: Dataset) -> bytes:
    """The dataset as an npz archive followed by the SHA-256 of the archive."""
    columns: dict[str, np.ndarray] = {}
    header: dict[str, Any] = {
        "version": _version(),
        "id": dataset.id,
        "tables": {name: _split(name, getattr(dataset, name), columns) for name in _TABLES},
        "vocabulary": asdict(dataset.vocabulary),
    }
    text = json.dumps(header, ensure_ascii=False).encode()
    archive = io.BytesIO()
    np.savez(archive, allow_pickle=False, **{_HEADER: np.frombuffer(text, dtype=np.uint8), **columns})
    content = archive.getvalue()
    return content + hashlib.sha256(content).digest()


def from_bytes(content: bytes) -> Dataset:
    """The dataset that `to_bytes` wrote; its columns cannot be written to.

    Raises:
        DamagedSnapshotError: A byte is missing or changed, or another version of the program wrote it.
    """
    archive, checksum = content[:-_CHECKSUM_BYTES], content[-_CHECKSUM_BYTES:]
    if hashlib.sha256(archive).digest() != checksum:
        raise DamagedSnapshotError("the checksum does not match")
    try:
        with np.load(io.BytesIO(archive), allow_pickle=False) as columns:
            header = json.loads(columns[_HEADER].tobytes())
            if header["version"] != _version():
                raise DamagedSnapshotError(f"written by version {header['version']}")
            tables = {name: _joined(name, specs, columns) for name, specs in header["tables"].items()}
            return Dataset(id=header["id"], vocabulary=_vocabulary(header["vocabulary"]), **tables)
    except DamagedSnapshotError:
        raise
    except (ValueError, LookupError, TypeError, OSError, zipfile.BadZipFile) as error:
        raise DamagedSnapshotError(f"not a snapshot: {error}") from error


def _version() -> str:
    return f"{FORMAT} {release()}"


def _split(table: str, frame: pd.DataFrame, columns: dict[str, np.ndarray]) -> list[dict[str, Any]]:
    """What the header says of each column of a table; the arrays are added to `columns`."""
    specs: list[dict[str, Any]] = []
    for name, series in frame.items():
        spec: dict[str, Any] = {"name": name}
        if isinstance(series.dtype, pd.CategoricalDtype):
            spec |= {"categories": list(series.cat.categories), "is_ordered": bool(series.cat.ordered)}
            columns[f"{table}.{name}"] = series.cat.codes.to_numpy()
        elif isinstance(series.dtype, np.dtype) and series.dtype.kind in "biufM":
            columns[f"{table}.{name}"] = series.to_numpy()
        else:
            spec["texts"] = series.astype(object).where(series.notna(), None).tolist()
        specs.append(spec)
    return specs


def _joined(table: str, specs: list[dict[str, Any]], columns: Any) -> pd.DataFrame:
    series: dict[str, Any] = {}
    for spec in specs:
        name = spec["name"]
        if "texts" in spec:
            series[name] = pd.array(spec["texts"], dtype="str")
            continue
        values = columns[f"{table}.{name}"]
        values.flags.writeable = False
        if "categories" in spec:
            dtype = pd.CategoricalDtype(pd.Index(spec["categories"], dtype="str"), ordered=spec["is_ordered"])
            values = pd.Categorical.from_codes(values, dtype=dtype)
        series[name] = values
    return pd.DataFrame(series, copy=False)


def _vocabulary(families: dict[str, Any]) -> Vocabulary:
    return Vocabulary(**{name: _family(**fields) for name, fields in families.items()})


def _family(
    noun: str, file: str, names: dict[str, str], details: dict[str, str], slugs: dict[str, Any], labels: list[Any]
) -> Family:
    return Family(
        noun,
        file,
        names,
        details,
        {key: tuple(targets) for key, targets in slugs.items()},
        tuple((label, tuple(targets), reason) for label, targets, reason in labels),
    )
