"""Speed against safety: n teams race for a first, dangerous, thing (Armstrong, Bostrom, Shulman 2016).

*Racing to the precipice: a model of artificial intelligence development*, AI & Society 31:201. Each team has capability
c, uniform on [0, μ], and chooses safety s in [0, 1]; the greatest c − s wins, and the winner's safety is the chance
that all goes well. A team values its own safe win at 1, another's at 1 − e (enmity e), ruin at 0. Three settings: teams
know no capability (not even their own), only their own, or all of them. Equilibria are symmetric; with all known, the
team ahead keeps just so much safety that the next would rather lose than take more risk.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Information = Literal["none", "private", "public"]


def safety_level(
    capability: Floats | float, teams: int, spread: float, enmity: float, information: Information
) -> Floats:
    """Return the safety that a team chooses in equilibrium.

    Parameters
    ----------
    capability : (…) float
        Its own capability (``private``), its lead over the second (``public``); not used for ``none``.
    teams : int
        n ≥ 2.
    spread, enmity : float
        μ ≥ 0 and 0 ≤ e ≤ 1.
    information : str
        ``none``: min(1, μ/(n·e)); ``private``: min(1, c/(n·e − e + 1)); ``public``: min(1, lead/e).

    Examples
    --------
    >>> float(safety_level(0.0, 2, 1.0, 1.0, "none")), float(safety_level(0.5, 2, 1.0, 1.0, "private"))
    (0.5, 0.25)
    """
    own = np.asarray(capability, dtype=np.float64)
    if information == "private":
        return np.minimum(1.0, own / (teams * enmity - enmity + 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        chosen = own / enmity if information == "public" else np.full(own.shape, spread) / (teams * enmity)
    return np.where(np.isnan(chosen), 1.0, np.minimum(1.0, chosen))


def disaster_risk(teams: int, spread: Floats | float, enmity: Floats | float, information: Information) -> Floats:
    """Return the chance that the winner's neglect of safety ends in ruin, in closed form.

    Examples
    --------
    >>> [round(float(disaster_risk(2, 1.0, 1.0, known)), 4) for known in ("none", "private", "public")]
    [0.5, 0.6667, 0.6667]
    """
    mu, e = np.broadcast_arrays(np.asarray(spread, dtype=np.float64), np.asarray(enmity, dtype=np.float64))
    with np.errstate(divide="ignore", invalid="ignore"):
        if information == "none":
            safe = np.where(e > 0, np.minimum(1.0, mu / (teams * e)), 1.0)
        elif information == "private":
            need = teams * e - e + 1
            part = np.minimum(1.0, need / mu)  # share of the range below which the winner is not fully safe
            safe = mu / need * teams / (teams + 1) * part ** (teams + 1) + 1 - part**teams
            safe = np.where(mu > 0, safe, 0.0)
        else:
            part = np.minimum(1.0, e / mu)
            safe = mu / e / (teams + 1) * (1 - (1 - part) ** (teams + 1))
            safe = np.where(e > 0, np.where(mu > 0, safe, 0.0), 1.0)
    return np.asarray(1.0 - safe)
