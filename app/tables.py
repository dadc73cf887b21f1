"""All tables in one metadata, for migrations: importing models is what registers them."""

from sqlalchemy import MetaData
from sqlmodel import SQLModel

import app.analytics.models
import app.audit.models
import app.budgets.models
import app.carts.models
import app.catalog.models
import app.checkout.models
import app.currencies.models
import app.customers.models
import app.events.models
import app.exchange.models
import app.fulltext.models
import app.idempotency.models
import app.identity.models
import app.inventory.models
import app.markets.models
import app.merchandising.models
import app.orders.models
import app.payments.models
import app.payments.providers.sandbox.models
import app.pricing.models
import app.shipments.carriers.sandbox.models
import app.shipments.models
import app.shipping.models
import app.storefronts.models
import app.tax.models
import app.translations.models
import search.embedding.models
import search.sync.models

metadata: MetaData = SQLModel.metadata
