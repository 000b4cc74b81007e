"""What proves a log: its Merkle tree, signed checkpoints, witnesses, and proofs that verify offline.

Nothing here knows the store, which keeps the tree and the checkpoints; only the files of keys and
of witnesses are read here, everything else is pure.
"""
