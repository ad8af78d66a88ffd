using Neurons.TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;
using Learnable = Neurons.Learnable;

/// <summary>
/// Two convolutions and a linear layer of torch with spiking neurons in between; the image is a constant current, the potential of
/// the readout, averaged over time, the score of a class.
/// </summary>
internal sealed class SpikingNetwork : Module<Tensor, Tensor>
{
    private const int Steps = 10;
    private readonly Conv2d _first = Conv2d(1, 8, 5);
    private readonly Leaky _firstNeurons = new([8, 12, 12], new() { Beta = Learnable.PerChannel(0.9) });
    private readonly Conv2d _second = Conv2d(8, 16, 5);
    private readonly Leaky _secondNeurons = new([16, 4, 4], new() { Beta = Learnable.Shared(0.9) });
    private readonly Linear _third = Linear(256, 10);
    private readonly LeakyIntegratorBox _readout = new(10);

    public SpikingNetwork() : base(nameof(SpikingNetwork)) => RegisterComponents();

    /// <summary>[B, 1, 28, 28] to [B, 10].</summary>
    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        var current = max_pool2d(_first.call(images), 2);
        var (spikes, _) = _firstNeurons.call(current.unsqueeze(0).expand(Steps, -1, -1, -1, -1).contiguous());
        var pooled = max_pool2d(_second.call(spikes.flatten(0, 1)), 2);
        (spikes, _) = _secondNeurons.call(pooled.reshape(Steps, -1, 16, 4, 4));
        var (potential, _) = _readout.call(_third.call(spikes.flatten(2)));
        return potential.mean([0]).MoveToOuterDisposeScope();
    }
}
