"""What every part of the schema uses: scalars, codes, ids, money, connections, payloads, access."""
