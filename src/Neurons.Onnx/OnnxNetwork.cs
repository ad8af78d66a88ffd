namespace Neurons.Onnx;

/// <summary>The network of a model. It can be taken apart: <c>var (network, notes) = model.ToNetwork();</c></summary>
/// <param name="Network">The network; a step of it is what the model computes.</param>
/// <param name="Notes">What was left out or taken as something else.</param>
public sealed record OnnxNetwork(Neurons.Networks.Graph Network, IReadOnlyList<string> Notes);
