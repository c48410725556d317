"""Proofs that bench and store agree, kept one a day and store."""

from desktop.domain.proof import Proof, ProofRow, Verdict

__all__ = ["Proof", "ProofRow", "Verdict"]
