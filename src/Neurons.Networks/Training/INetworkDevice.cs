using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// What runs a network in the place of the processor, such as a graphics card: the package Neurons.Gpu has <c>network.On(device)</c>. Weights and
/// what the optimizer keeps are there; <see cref="Parameter.Value"/> fetches what is newer.
/// </summary>
public interface INetworkDevice
{
    /// <summary>The network that it runs.</summary>
    Network Network { get; }

    /// <summary>Refuses a training that it cannot run, before there is any data.</summary>
    /// <param name="trainer">The training.</param>
    /// <exception cref="ArgumentException">It cannot; the message says what it can.</exception>
    void Check(Trainer trainer);

    /// <summary>All outputs, [T, batch, features…], of a pass as it is outside of training.</summary>
    /// <param name="inputs">One for each name.</param>
    IReadOnlyList<Tensor<float>> Evaluate(IReadOnlyList<Signal> inputs);

    /// <summary>Learns of a batch: the pass, its gradient and the update.</summary>
    /// <param name="batch">The batch, its loss, and where gradients go that others make the update of.</param>
    /// <param name="method">How the network learns of a sequence; one that <see cref="Check"/> has let pass.</param>
    /// <param name="optimizer">How; null where several batches make one update, and gradients go to <see cref="TrainingBatch.Update"/>.</param>
    /// <param name="clipping">What keeps gradients from growing too large; null for nothing.</param>
    /// <exception cref="NotFiniteNumberException">The loss or a gradient is not finite; then there is no update by it.</exception>
    TrainedBatch Train(TrainingBatch batch, TrainingMethod method, Optimizer? optimizer, GradientClipping? clipping);
}
