"""What buying again is worth: points, stamps, tiers, vouchers and affiliates; for orders that no store rewards."""
