# Writes what a trained model leaves in sample-bank/models/<id>/: metrics, model.json with the hashes, and the figures inside card.md.
import hashlib
import importlib.metadata
import json
import platform
import re
from pathlib import Path

SAMPLE_BANK = Path(__file__).parent.parent
# A figure in a card stands before a comment that names its place in metrics.json; the comment does not show when the page is rendered.
FIGURE = re.compile(r"(-?[\d,]+(?:\.\d+)?)( ?%?)<!--([\w.-]+)-->")


def folder_of(model_id):
    folder = SAMPLE_BANK / "models" / model_id
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def sha256_of(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def rounded(value, digits=6):
    """Numbers of a nested structure with at most `digits` decimals; numpy's numbers become Python's."""
    if isinstance(value, dict):
        return {str(key): rounded(item, digits) for key, item in value.items()}
    if isinstance(value, (list, tuple)) or hasattr(value, "tolist") and getattr(value, "ndim", 0) > 0:
        return [rounded(item, digits) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    return round(value, digits) if isinstance(value, float) else value


def write_json(path, value, compact=False):
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")) if compact else json.dumps(value, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")


def versions_of(*packages):
    return {"python": platform.python_version(), **{name: importlib.metadata.version(name) for name in packages}}


def write_model(model_id, description, files, metrics):
    """Writes metrics.json and model.json (`description` with a hash and a size for each of `files`), then fills the card's figures."""
    folder = folder_of(model_id)
    write_json(folder / "metrics.json", rounded(metrics))
    described = {role: {"file": name, "sha256": sha256_of(folder / name), "bytes": (folder / name).stat().st_size} for role, name in files.items()}
    described["metrics"] = {"file": "metrics.json", "sha256": sha256_of(folder / "metrics.json")}
    write_json(folder / "model.json", {"id": model_id, **description, "files": described})
    fill_card(folder / "card.md", json.loads((folder / "metrics.json").read_text()))


def fill_card(path, metrics):
    """Puts the current value of each named figure into the card, with as many decimals as it has there."""
    path.write_text(FIGURE.sub(lambda found: printed(found, metrics) + f"<!--{found[3]}-->", path.read_text(encoding="utf-8")), encoding="utf-8")


def printed(found, metrics):
    value = metrics
    for step in found[3].split("."):
        value = value[int(step)] if isinstance(value, list) else value[step]
    decimals = len(found[1].partition(".")[2])
    return f"{value * (100 if '%' in found[2] else 1):,.{decimals}f}{found[2]}"
