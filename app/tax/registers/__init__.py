"""Registers of VAT ids: who says whether a business has one.

Owns: what is asked, how long an answer may take, and what counts as one. Invariants: a register that is away, slow or
confused is `UNAVAILABLE`, never a yes and never a no; an id is sent in a body, not in an address that gets logged.
"""

from app.tax.registers.offline import OfflineRegister
from app.tax.registers.register import RegisterAnswer, VatRegister
from app.tax.registers.registers import VatRegisters
from app.tax.registers.vies import ViesRegister

__all__ = ["OfflineRegister", "RegisterAnswer", "VatRegister", "VatRegisters", "ViesRegister"]
