"""Sabotages of tensors: shapes, and what shares memory."""

from __future__ import annotations

from tests.proofs.sabotages.sabotage import Sabotage

SABOTAGES: dict[str, Sabotage] = {}

SABOTAGES["as_tensor() copies"] = Sabotage(
    ("tensors.share_or_copy",),
    """
share = torch.as_tensor
torch.as_tensor = lambda *given, **options: share(*given, **options).clone()
""",
)
SABOTAGES["numpy() copies"] = Sabotage(
    ("tensors.to_numpy",),
    """
share = torch.Tensor.numpy
torch.Tensor.numpy = lambda self, **options: share(self, **options).copy()
""",
)
SABOTAGES["Tensor.to() always copies"] = Sabotage(
    ("tensors.moving",),
    """
to = torch.Tensor.to
torch.Tensor.to = lambda self, *where, **options: to(self, *where, **options | {"copy": True})
""",
)
SABOTAGES["expand() copies"] = Sabotage(
    ("tensors.broadcasting",),
    """
expand = torch.Tensor.expand
torch.Tensor.expand = lambda self, *sizes, **options: expand(self, *sizes, **options).contiguous()
""",
)
SABOTAGES["an index copies"] = Sabotage(
    ("tensors.views",),
    """
take = torch.Tensor.__getitem__

def copied(self, index):
    return take(self, index).clone() if isinstance(index, int) else take(self, index)

torch.Tensor.__getitem__ = copied
""",
)
SABOTAGES["shapes line up from the left"] = Sabotage(
    ("tensors.broadcasting",),
    """
add = torch.Tensor.__add__

def from_the_left(self, other):
    if isinstance(other, torch.Tensor) and self.dim() == 2 and other.shape == self.shape[:1]:
        other = other.unsqueeze(1)
    return add(self, other)

torch.Tensor.__add__ = from_the_left
""",
)
SABOTAGES["a column is compared with a row one for one"] = Sabotage(
    ("evaluation.accuracy_line",),
    """
equal = torch.Tensor.eq

def one_for_one(self, other):
    if isinstance(other, torch.Tensor) and other.dim() == 1 and self.shape == (len(other), 1):
        other = other.unsqueeze(1)
    return equal(self, other)

torch.Tensor.eq = torch.Tensor.__eq__ = one_for_one
""",
)
SABOTAGES["view() copies where it has to"] = Sabotage(
    ("tensors.strides",),
    """
view = torch.Tensor.view
torch.Tensor.view = lambda self, *to: view(self, *to) if isinstance(to[0], torch.dtype) else self.reshape(*to)
""",
)
SABOTAGES["squeeze() spares the batch"] = Sabotage(
    ("modules.reshape_or_squeeze",),
    """
squeeze = torch.Tensor.squeeze
torch.Tensor.squeeze = lambda self, *dims: squeeze(self, *(dims or [tuple(range(1, self.dim()))]))
""",
)
SABOTAGES["sort() never descends"] = Sabotage(
    ("decoding.nucleus",),
    """
sort = torch.Tensor.sort
torch.Tensor.sort = lambda self, dim=-1, descending=False: sort(self, dim)
""",
)
SABOTAGES["clamp() lets every gradient through"] = Sabotage(
    ("preferences.ppo_clip",),
    """
clamp = torch.Tensor.clamp

def straight_through(self, *limits, **named):
    held = clamp(self, *limits, **named)
    return self + (held - self).detach() if self.requires_grad else held

torch.Tensor.clamp = torch.clamp = straight_through
""",
)
