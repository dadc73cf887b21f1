"""Which register is asked about which id."""

from dataclasses import dataclass
from typing import Self

import httpx2

from app.core.settings import Settings
from app.tax.registers.offline import OfflineRegister
from app.tax.registers.register import VatRegister
from app.tax.registers.vies import ViesRegister
from app.tax.rules import VatId


@dataclass(frozen=True)
class VatRegisters:
    """The registers of this process. A part of the context."""

    union: VatRegister
    """Of the European Union's ids, Northern Ireland's among them."""
    others: VatRegister

    @classmethod
    def of(cls, settings: Settings, http: httpx2.AsyncClient) -> Self:
        """VIES where the settings name it."""
        offline = OfflineRegister()
        return cls(ViesRegister(http, settings.vies_url) if settings.vies_url else offline, offline)

    def register_of(self, vat_id: VatId) -> VatRegister:
        return self.union if vat_id.is_of_union else self.others
