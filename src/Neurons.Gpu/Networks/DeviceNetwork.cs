using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Neurons.Networks;
using Neurons.Primitives;

namespace Neurons.Gpu;

/// <summary>
/// A network on a device, in evaluation by <see cref="Predict(Tensor{float})"/>, and in training as <see cref="Trainer.Device"/>. Weights, what the
/// optimizer keeps, states and gradients stay there; inputs go in and outputs come back, of which the loss is taken here. One thread at a time
/// uses it.
/// </summary>
public sealed class DeviceNetwork : INetworkDevice, IDisposable
{
    private readonly DeviceLayer[] _layers;
    private readonly DeviceParameters _parameters;
    private readonly int _firstLearning;

    internal DeviceNetwork(Network network, Device device)
    {
        if (network is not Sequential)
            throw new ArgumentException("Networks on devices are Sequential: layers one after the other; this one is a Graph.", nameof(network));
        (Network, Device) = (network, device);
        _layers = [.. network.Layers.Select(layer => DeviceLayers.Of(layer, device))];
        _parameters = new(device);
        // before it, nobody asks for a gradient
        _firstLearning = network.Layers.TakeWhile(layer => !layer.AllParameters.Any()).Count();
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

    /// <inheritdoc/>
    public void Check(Trainer trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        if (trainer.Method is not Bptt)
            throw new ArgumentException($"Trainer: Method is {trainer.Method}; on a device, networks are trained by bptt.", nameof(trainer));
    }

    /// <inheritdoc/>
    public IReadOnlyList<Tensor<float>> Evaluate(IReadOnlyList<Signal> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        using var pass = new DevicePass(Device, _parameters, 0);
        return [Here(Run(Bring(inputs[0], pass), pass)[^1].Output, pass)];
    }

    /// <inheritdoc/>
    public TrainedBatch Train(TrainingBatch batch, Optimizer? optimizer, GradientClipping? clipping)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var pass = new DevicePass(Device, _parameters, batch.BeginPass());
        var runs = Run(Bring(batch.Input, pass), pass);
        var output = runs[^1].Output;
        var loss = batch.Loss(Here(output, pass), 0);

        var gradient = pass.Hold(Device.Copy(loss.Gradient));
        if (output.IsConstant)
        {
            var sum = pass.Take(output.Values.Lengths);
            DeviceProducts.SumSteps(gradient, sum);
            gradient = sum;
        }

        for (var i = runs.Length - 1; i >= _firstLearning; i--) gradient = runs[i].Pullback(gradient, i > _firstLearning) ?? gradient;
        new DeviceUpdate(Network, _parameters, pass).Make(batch, optimizer, clipping);
        return new(loss.Value, loss.Classes);
    }

    /// <summary>Brings what is newer on the device home, and gives its memory there back.</summary>
    public void Dispose()
    {
        _parameters.Dispose();
        Array.ForEach(_layers, layer => layer.Dispose());
    }

    /// <summary>For people: the network and the device.</summary>
    public override string ToString() => $"{string.Join(", ", Network.Layers)} on {Device}";

    private DeviceLayerRun[] Run(DeviceSignal signal, DevicePass pass)
    {
        var runs = new DeviceLayerRun[_layers.Length];
        for (var i = 0; i < runs.Length; i++)
        {
            runs[i] = _layers[i].Forward(signal, pass);
            signal = runs[i].Output;
        }

        return runs;
    }

    /// <summary>Copies an input to the device: spikes as bits, which are written out there.</summary>
    private DeviceSignal Bring(Signal input, DevicePass pass)
    {
        if (input.Bits is not { } bits)
        {
            var values = pass.Hold(Device.Copy(input.Values));
            return input.IsConstant ? DeviceSignal.Constant(input.Steps, values) : DeviceSignal.EachStep(values);
        }

        var target = pass.Take(input.Lengths);
        if (target.Count == 0) return DeviceSignal.EachStep(target);
        var words = bits.Words;
        var memory = pass.Hold(Device.Take(words.Length * (long)sizeof(ulong), $"the bits of {bits.Steps} steps"));
        Device.Write(memory, in Unsafe.As<ulong, byte>(ref MemoryMarshal.GetReference(words)), memory.Length);
        DeviceProducts.Run(Device, NetworkText.Unpack, target.Count, new KernelArguments()
            .Add(DeviceTools.Number(target.Count)).Add((uint)bits.PerStep).Add((uint)(2 * bits.WordsPerStep)).Add(memory).Add(target.Memory));
        return DeviceSignal.EachStep(target);
    }

    /// <summary>An output over time, on this machine.</summary>
    private static Tensor<float> Here(DeviceSignal output, DevicePass pass)
    {
        if (!output.IsConstant) return output.Values.ToTensor();
        var whole = pass.Take([output.Steps, .. output.Values.Lengths]);
        DeviceProducts.Repeat(output.Values, whole);
        return whole.ToTensor();
    }

    private Signal Checked(Signal input, int before)
    {
        nint[] features = [.. Network.InputShape.ToArray().Select(length => (nint)length)];
        var lengths = input.Values.Lengths;
        return lengths.Length == before + features.Length && lengths[before..].SequenceEqual(features)
            ? input
            : throw new ArgumentException(
                $"The input has the shape {Shapes.Text(lengths)}; it must be {(before == 2 ? "[T, batch, features…]" : "[batch, features…]")} "
                + $"with the features {Shapes.Text(features)}.", nameof(input));
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
