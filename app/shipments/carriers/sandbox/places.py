"""Where the sandbox carrier's buildings stand: a sorting centre in each country that it serves."""

from typing import Final, NamedTuple

from app.shipments.carriers.protocol import Stop


class Hub(NamedTuple):
    """A country's sorting centre, at an airport where there are customs."""

    city: str
    time_zone: str


_HUBS: Final = {
    "AE": Hub("Dubai", "Asia/Dubai"),
    "AT": Hub("Wien", "Europe/Vienna"),
    "BE": Hub("Liège", "Europe/Brussels"),
    "BG": Hub("Sofia", "Europe/Sofia"),
    "CN": Hub("Guangzhou", "Asia/Shanghai"),
    "CY": Hub("Larnaca", "Asia/Nicosia"),
    "CZ": Hub("Praha", "Europe/Prague"),
    "DE": Hub("Leipzig", "Europe/Berlin"),
    "DK": Hub("København", "Europe/Copenhagen"),
    "EE": Hub("Tallinn", "Europe/Tallinn"),
    "ES": Hub("Madrid", "Europe/Madrid"),
    "FI": Hub("Vantaa", "Europe/Helsinki"),
    "FR": Hub("Roissy", "Europe/Paris"),
    "GB": Hub("East Midlands", "Europe/London"),
    "GR": Hub("Athens", "Europe/Athens"),
    "HR": Hub("Zagreb", "Europe/Zagreb"),
    "HU": Hub("Budapest", "Europe/Budapest"),
    "IE": Hub("Dublin", "Europe/Dublin"),
    "IT": Hub("Bergamo", "Europe/Rome"),
    "JP": Hub("Narita", "Asia/Tokyo"),
    "LT": Hub("Vilnius", "Europe/Vilnius"),
    "LU": Hub("Luxembourg", "Europe/Luxembourg"),
    "LV": Hub("Riga", "Europe/Riga"),
    "MT": Hub("Luqa", "Europe/Malta"),
    "NL": Hub("Amsterdam", "Europe/Amsterdam"),
    "PL": Hub("Warszawa", "Europe/Warsaw"),
    "PT": Hub("Lisboa", "Europe/Lisbon"),
    "RO": Hub("București", "Europe/Bucharest"),
    "SE": Hub("Stockholm", "Europe/Stockholm"),
    "SI": Hub("Ljubljana", "Europe/Ljubljana"),
    "SK": Hub("Bratislava", "Europe/Bratislava"),
    "US": Hub("Cincinnati", "America/New_York"),
}

_SEVERAL_ZONES: Final = frozenset({"ES", "PT", "US"})
"""The hub's zone need not be that of another city of the country."""


def hub_of(country_code: str) -> Stop:
    """The sorting centre of a country; in one that the carrier has none in, its partner's, of which it knows little."""
    hub = _HUBS.get(country_code)
    return Stop(country_code, hub.city, hub.time_zone) if hub else Stop(country_code)


def doorstep(address: Stop) -> Stop:
    """The place of an address, with its time zone where the country has only one."""
    hub = _HUBS.get(address.country_code)
    is_sure = hub is not None and address.country_code not in _SEVERAL_ZONES
    return Stop(address.country_code, address.city, address.time_zone or (hub.time_zone if hub and is_sure else None))
