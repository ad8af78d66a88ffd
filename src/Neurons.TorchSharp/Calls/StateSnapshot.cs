using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>What a state holds.</summary>
internal sealed record StateSnapshot(Definition Model, Tensor[] Tensors, Clock Clock);
