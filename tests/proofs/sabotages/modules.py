"""Sabotages of modules: what they register, hold and save, and the layers."""

from __future__ import annotations

from tests.proofs.sabotages.sabotage import Sabotage

SABOTAGES: dict[str, Sabotage] = {}

SABOTAGES["eval() switches nothing"] = Sabotage(
    (
        "evaluation.no_grad_is_not_eval",
        "evaluation.running_variance",
        "modules.inverted_dropout",
        "parameters.frozen_batchnorm",
    ),
    "nn.Module.eval = lambda self: self",
)
SABOTAGES["Dropout drops nothing"] = Sabotage(
    ("distributed.rank_seeds", "evaluation.no_grad_is_not_eval", "modules.inverted_dropout"),
    "functional.dropout = lambda x, *_, **options: x",
)
SABOTAGES["BatchNorm keeps the biased variance"] = Sabotage(
    ("evaluation.running_variance",),
    """
norm = functional.batch_norm

def biased(x, mean, variance, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    before = variance.clone() if training else None
    output = norm(x, mean, variance, weight, bias, training, momentum, eps)
    if training:
        variance.copy_(before.lerp(x.detach().var(dim=0, correction=0), momentum))
    return output

functional.batch_norm = biased
""",
)
SABOTAGES["parameters() leaves out the frozen ones"] = Sabotage(
    ("parameters.all_registered",),
    """
parameters = nn.Module.parameters
nn.Module.parameters = lambda self, recurse=True: (p for p in parameters(self, recurse) if p.requires_grad)
""",
)
SABOTAGES["parameters() yields a shared one twice"] = Sabotage(
    ("parameters.tied_weights",),
    """
named = nn.Module.named_parameters
nn.Module.named_parameters = lambda self, prefix="", recurse=True, remove_duplicate=True: named(
    self, prefix, recurse, remove_duplicate=False
)
""",
)
SABOTAGES["a module's requires_grad_() does nothing"] = Sabotage(
    (
        "autograd.frozen_middle",
        "parameters.all_registered",
        "parameters.frozen_batchnorm",
        "parameters.frozen_yet_moving",
        "parameters.lora",
        "parameters.who_moves",
    ),
    "nn.Module.requires_grad_ = lambda self, requires_grad=True: self",
)
SABOTAGES["layers in a plain list are registered"] = Sabotage(
    ("modules.registration",),
    """
assign = nn.Module.__setattr__

def register(self, name, value):
    layers = isinstance(value, list) and value and all(isinstance(part, nn.Module) for part in value)
    assign(self, name, nn.ModuleList(value) if layers else value)

nn.Module.__setattr__ = register
""",
)
SABOTAGES["forward hooks never run"] = Sabotage(
    (
        "distributed.sequence_parallel",
        "fsdp.layer_step",
        "fsdp.not_divided",
        "fsdp.prefetch_memory",
        "memory.saved_activations",
        "modules.call_not_forward",
        "modules.hook_order",
        "modules.prepended_hooks",
    ),
    """
register = nn.Module.register_forward_hook

def register_in_vain(self, hook, **options):
    own = hook.__module__.startswith("torch.")
    return register(self, hook if own else lambda *_: None, **options)

nn.Module.register_forward_hook = register_in_vain
""",
)
SABOTAGES["prepend=True is ignored"] = Sabotage(
    ("modules.prepended_hooks",),
    """
register = nn.Module.register_forward_hook
nn.Module.register_forward_hook = lambda self, hook, prepend=False, **options: register(self, hook, **options)
""",
)
SABOTAGES["state_dict() copies"] = Sabotage(
    ("modules.live_state_dict",),
    """
import copy
collect = nn.Module.state_dict

def collect_copies(self, *arguments, destination=None, **options):
    state = collect(self, *arguments, destination=destination, **options)
    return copy.deepcopy(state) if destination is None else state

nn.Module.state_dict = collect_copies
""",
)
SABOTAGES["load_state_dict() is never strict"] = Sabotage(
    ("modules.loading",),
    """
load = nn.Module.load_state_dict
nn.Module.load_state_dict = lambda self, state, strict=True, assign=False: load(self, state, False, assign)
""",
)
SABOTAGES["every buffer is saved"] = Sabotage(
    ("modules.buffers",),
    """
register = nn.Module.register_buffer
nn.Module.register_buffer = lambda self, name, tensor, persistent=True: register(self, name, tensor)
""",
)
SABOTAGES["nn.Sequential spreads a tuple"] = Sabotage(
    ("modules.sequential_chain",),
    """
def forward(self, x):
    for layer in self:
        x = layer(*x) if isinstance(x, tuple) else layer(x)
    return x

nn.Sequential.forward = forward
""",
)
SABOTAGES["kaiming_normal_ reckons with no ReLU"] = Sabotage(
    ("modules.initialisation",),
    """
gain = nn.init.calculate_gain
nn.init.calculate_gain = lambda after, param=None: 1.0 if after == "relu" else gain(after, param)
""",
)
SABOTAGES["Module.to() converts a copy"] = Sabotage(
    ("modules.buffers", "tensors.moving"),
    """
import copy
to = nn.Module.to
nn.Module.to = lambda self, *where, **options: to(copy.deepcopy(self), *where, **options)
""",
)
