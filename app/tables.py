"""All tables in one metadata, for migrations."""

from sqlalchemy import MetaData
from sqlmodel import SQLModel

import app.audit.models
import app.budgets.models
import app.carts.models
import app.catalog.models
import app.checkout.models
import app.currencies.models
import app.customers.models
import app.events.models
import app.exchange.models
import app.idempotency.models
import app.identity.models
import app.inventory.models
import app.markets.models
import app.orders.models
import app.payments.models
import app.payments.providers.sandbox.models
import app.pricing.models
import app.shipments.carriers.sandbox.models
import app.shipments.models
import app.shipping.models
import app.storefronts.models
import app.tax.models
import app.translations.models  # noqa: F401 - importing is what registers them

metadata: MetaData = SQLModel.metadata
