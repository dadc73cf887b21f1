"""What the shop knows and does. GraphQL appears only in `execution` and `http`; everything else is the business."""
