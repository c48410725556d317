"""Parts of the customers' page: the list, the file, complaints, vouchers and affiliates."""
