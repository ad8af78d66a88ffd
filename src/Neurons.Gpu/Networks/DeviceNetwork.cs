using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Neurons.Networks;
using Neurons.Primitives;

namespace Neurons.Gpu;

/// <summary>
/// A network on a device, in evaluation by <see cref="Predict(Tensor{float})"/>, and in training as <see cref="Trainer.Device"/>. Weights, what the
/// optimizer keeps, states and gradients stay there; inputs go in and outputs come back, of which the loss is taken here. Several
/// threads may predict at once, in a stream each; while one trains it, or changes parameters, no other uses it.
/// </summary>
public sealed class DeviceNetwork : INetworkDevice, IDisposable
{
    private readonly DeviceGraph _graph;
    private readonly DeviceParameters _parameters;
    private readonly Workspace _pieces = new();
    private bool _isDisposed;

    internal DeviceNetwork(Network network, Device device)
    {
        (Network, Device) = (network, device);
        _graph = new(network.Composition, device);
        _parameters = new(device);
    }

    /// <inheritdoc/>
    public Network Network { get; }

    /// <summary>Where it runs.</summary>
    public Device Device { get; }

    /// <summary>The output, [T, batch, features…], of an input [T, batch, features…].</summary>
    /// <param name="input">The input.</param>
    /// <exception cref="ArgumentException">The input has another shape.</exception>
    public Tensor<float> Predict(Tensor<float> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Evaluate([Checked(Signal.EachStep(input), 2)])[0];
    }

    /// <summary>The output, [T, batch, features…], of an input [batch, features…] that stays the same for all steps.</summary>
    /// <param name="constant">The input.</param>
    /// <param name="timeSteps">The steps, at least 1.</param>
    /// <exception cref="ArgumentException">The input has another shape, or there is no step.</exception>
    public Tensor<float> Predict(Tensor<float> constant, int timeSteps)
    {
        ArgumentNullException.ThrowIfNull(constant);
        ArgumentOutOfRangeException.ThrowIfLessThan(timeSteps, 1);
        return Evaluate([Checked(Signal.Constant(timeSteps, constant), 1)])[0];
    }

    /// <summary>The output, [T, batch, features…], of inputs [T, batch, features…] by their names.</summary>
    /// <param name="inputs">All inputs of the network.</param>
    /// <exception cref="ArgumentException">An input is missing or unknown, or has another shape; the message says which.</exception>
    public Tensor<float> Predict(IReadOnlyDictionary<string, Tensor<float>> inputs) => Evaluate(Checked(inputs))[0];

    /// <summary>All outputs by their names, [T, batch, features…], of inputs [T, batch, features…] by theirs.</summary>
    /// <param name="inputs">All inputs of the network.</param>
    /// <exception cref="ArgumentException">An input is missing or unknown, or has another shape; the message says which.</exception>
    public IReadOnlyDictionary<string, Tensor<float>> PredictOutputs(IReadOnlyDictionary<string, Tensor<float>> inputs) =>
        Network.OutputNames.Zip(Evaluate(Checked(inputs))).ToDictionary(pair => pair.First, pair => pair.Second);

    /// <inheritdoc/>
    public void Check(Trainer trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        if (trainer.Method is not (Bptt or TruncatedBptt))
            throw new ArgumentException(
                $"Trainer: Method is {trainer.Method}; on a device, networks are trained by bptt and truncated_bptt.", nameof(trainer));
    }

    /// <inheritdoc/>
    public IReadOnlyList<Tensor<float>> Evaluate(IReadOnlyList<Signal> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        using var pass = new DevicePass(Device, _parameters, 0);
        return [.. _graph.Run([.. inputs.Select(input => Bring(input, pass))], pass).Outputs.Select(output => Here(output, pass))];
    }

    /// <inheritdoc/>
    public TrainedBatch Train(TrainingBatch batch, TrainingMethod method, Optimizer? optimizer, GradientClipping? clipping)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (method is TruncatedBptt { Options: var options } && options.Segment < batch.Steps) return TrainTruncated(batch, options, Update);
        using var whole = new DevicePass(Device, _parameters, batch.BeginPass());
        var (_, loss) = Learn(batch, [.. batch.Inputs.Select(input => Bring(input, whole))], 0, whole);
        Update(whole);
        return new(loss.Value, loss.Classes);

        void Update(DevicePass pass) => new DeviceUpdate(Network, _parameters, pass).Make(batch, optimizer, clipping);
    }

    /// <summary>Brings what is newer on the device home, and gives its memory there back.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _parameters.Dispose();
        _graph.Dispose();
    }

    /// <summary>For people: the network and the device.</summary>
    public override string ToString() => $"{string.Join(", ", Network.Layers)} on {Device}";

    /// <summary>One segment after the other, each of which goes on where the one before ended.</summary>
    private TrainedBatch TrainTruncated(TrainingBatch batch, TruncatedBpttOptions options, Action<DevicePass> update)
    {
        using var sums = new DevicePass(Device, _parameters, 0);
        Tensor<float>? whole = null;
        var value = 0.0;
        DevicePass? before = null, pass = null;
        try
        {
            for (var first = 0; first < batch.Steps; first += options.Segment)
            {
                before?.Dispose();
                before = pass;
                pass = new(Device, _parameters, batch.BeginPass(), before);
                var count = Math.Min(options.Segment, batch.Steps - first);
                var (outputs, loss) = Learn(
                    batch, [.. batch.Inputs.Select(input => Bring(input.Piece(first, count, _pieces), pass))], first, pass);
                value += loss.Value * count / batch.Steps;
                var answering = outputs[batch.AnsweringOutput];
                whole ??= Tensor.CreateFromShape<float>([batch.Steps, .. answering.Lengths[1..]]);
                answering.ReadOnlySpan().CopyTo(whole.Span()[(first * (int)(whole.FlattenedLength / batch.Steps))..]);
                if (options.Accumulate) sums.AddGradients(pass);
                else update(pass);
            }
        }
        finally
        {
            before?.Dispose();
            pass?.Dispose();
        }

        if (options.Accumulate) update(sums);
        return new(value, batch.Classes(whole!));
    }

    /// <summary>A pass, its loss and its gradient, which stays with the pass.</summary>
    private (Tensor<float>[] Outputs, PartLoss Loss) Learn(TrainingBatch batch, DeviceSignal[] inputs, int first, DevicePass pass)
    {
        var (outputs, pullback) = _graph.Run(inputs, pass);
        Tensor<float>[] here = [.. outputs.Select(output => Here(output, pass))];
        var loss = batch.LossOf(here, first);
        pullback([.. outputs.Zip(loss.Gradients, (output, gradient) => gradient is null ? null : OfOutput(output, gradient, pass))],
            new bool[inputs.Length]);
        return (here, loss);
    }

    /// <summary>The gradient of an output: of one that stays the same, the sum over time.</summary>
    private DeviceTensor<float> OfOutput(DeviceSignal output, Tensor<float> gradient, DevicePass pass)
    {
        var each = pass.Hold(Device.Copy(gradient));
        return output.IsConstant ? DeviceProducts.SumSteps(each, output.Values.Lengths, pass) : each;
    }

    /// <summary>Copies an input to the device: spikes as bits.</summary>
    private DeviceSignal Bring(Signal input, DevicePass pass)
    {
        if (input.Bits is not { } bits)
        {
            var values = pass.Hold(Device.Copy(input.Values));
            return input.IsConstant ? DeviceSignal.Constant(input.Steps, values) : DeviceSignal.EachStep(values);
        }

        var words = bits.Words;
        var memory = Device.Take(words.Length * (long)sizeof(ulong), $"the bits of {bits.Steps} steps");
        var spikes = pass.Hold(new DeviceSpikes(Device, memory, bits.Steps, bits.PerStep));
        if (words.Length > 0) Device.Write(memory, in Unsafe.As<ulong, byte>(ref MemoryMarshal.GetReference(words)), memory.Length);
        return DeviceSignal.Spikes(spikes, input.Shape, pass);
    }

    /// <summary>An output over time, on this machine.</summary>
    private static Tensor<float> Here(DeviceSignal output, DevicePass pass)
    {
        if (!output.IsConstant) return output.Values.ToTensor();
        var whole = pass.Take([output.Steps, .. output.Values.Lengths]);
        DeviceProducts.Repeat(output.Values, whole);
        return whole.ToTensor();
    }

    private Signal[] Checked(IReadOnlyDictionary<string, Tensor<float>> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        foreach (var name in inputs.Keys) _ = Network.InputShapeOf(name);
        Signal[] signals = [.. Network.InputNames.Select(name => inputs.TryGetValue(name, out var input)
            ? Checked(Signal.EachStep(input), 2, name)
            : throw new ArgumentException(
                $"The input '{name}' is not given; the network has {string.Join(", ", Network.InputNames)}.", nameof(inputs)))];
        for (var i = 1; i < signals.Length; i++)
        {
            if (!signals[i].Lengths.AsSpan(0, 2).SequenceEqual(signals[0].Lengths.AsSpan(0, 2)))
                throw new ArgumentException(
                    $"The input '{Network.InputNames[0]}' has the shape {Shapes.Text(signals[0].Lengths)} and '{Network.InputNames[i]}' "
                    + $"{Shapes.Text(signals[i].Lengths)}; time and batch must be the same.", nameof(inputs));
        }

        return signals;
    }

    private Signal Checked(Signal input, int before) => Network.InputNames.Count == 1
        ? Checked(input, before, Network.InputNames[0])
        : throw new InvalidOperationException($"The network has the inputs {string.Join(", ", Network.InputNames)}; give each by its name.");

    private Signal Checked(Signal input, int before, string name)
    {
        nint[] features = [.. Network.InputShapeOf(name).ToArray().Select(length => (nint)length)];
        var lengths = input.Values.Lengths;
        return lengths.Length == before + features.Length && lengths[before..].SequenceEqual(features)
            ? input
            : throw new ArgumentException(
                $"The input{(Network.InputNames.Count == 1 ? "" : $" '{name}'")} has the shape {Shapes.Text(lengths)}; it must be "
                + $"{(before == 2 ? "[T, batch, features…]" : "[batch, features…]")} with the features {Shapes.Text(features)}.", nameof(input));
    }
}

/// <summary>How networks come to a device.</summary>
public static class DeviceNetworkExtensions
{
    /// <summary>A network on a device, with the weights that it has now; <see cref="Trainer.Device"/> trains it there.</summary>
    /// <param name="network">The network.</param>
    /// <param name="device">The device.</param>
    /// <exception cref="ArgumentException">A layer does not run on devices; the message names it, and those that do.</exception>
    public static DeviceNetwork On(this Network network, Device device)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(device);
        return new(network, device);
    }
}
