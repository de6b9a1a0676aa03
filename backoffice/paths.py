"""Where files are, run from a checkout or installed."""

import os
from pathlib import Path

import platformdirs

_HOME_VARIABLE = "BACKOFFICE_HOME"
_PACKAGE = Path(__file__).resolve().parent


def resources() -> Path:
    """The folder of landlord profiles, logos and icons."""
    installed = _PACKAGE / "_resources"
    return installed if installed.is_dir() else _PACKAGE.parent / "resources"


def scales() -> Path:
    """The folder of dated law: the files of scales, and what a letter reproduces."""
    return _PACKAGE / "rules" / "scales"


def user_data() -> Path:
    """This user's data: the embedded servers. ``BACKOFFICE_HOME`` moves it (tests, kiosks)."""
    home = os.environ.get(_HOME_VARIABLE)
    return Path(home) / "data" if home else Path(platformdirs.user_data_dir("guichet", appauthor=False))


def user_config() -> Path:
    """This user's settings: connection profiles, window geometry."""
    home = os.environ.get(_HOME_VARIABLE)
    return Path(home) / "config" if home else Path(platformdirs.user_config_dir("guichet", appauthor=False))


def user_log() -> Path:
    """This user's log files."""
    home = os.environ.get(_HOME_VARIABLE)
    return Path(home) / "log" if home else Path(platformdirs.user_log_dir("guichet", appauthor=False))
