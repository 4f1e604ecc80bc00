"""The same work on many machines: parts of it run on a Dask cluster (extra ``[cluster]``).

Each part is carried out by a process of its own, beside the Dask worker that asked for it, into
a file in a folder all machines see. Only addresses, paths and keys travel through Dask.
"""

from newsclip.cluster.engine import Cluster, ClusterError, PartFailed

__all__ = ["Cluster", "ClusterError", "PartFailed"]
