"""Vendure 3.x over its Admin API (GraphQL): talk, probe, read, pull, write, refund and stock; store.py puts them
together.

What is relied on was measured on Vendure 3.7.3 (tests/ci_store/BEHAVIOUR.md and the exchanges beside it). The API's own
description: https://docs.vendure.io/reference/graphql-api/admin/queries/
"""
