using System.Numerics.Tensors;
using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>Neurons of any model as a layer of a network. Their parameters are checked on the processor, which makes their updates.</summary>
internal sealed class DeviceNeuronLayer : DeviceLayer
{
    private readonly NeuronLayer _layer;
    private readonly Device _device;
    private readonly string[] _outputs, _learnable;
    private DeviceNeuron? _neuron;
    private DeviceState<float>? _first;
    private long _changes = -1;

    public DeviceNeuronLayer(NeuronLayer layer, Device device)
    {
        if (layer.Model.InputNames.Length != 1)
        {
            throw DeviceLayers.Refused(
                layer, $"has the inputs {string.Join(", ", layer.Model.InputNames)}; on devices, neurons with one run in networks");
        }

        (_layer, _device, _outputs) = (layer, device, [layer.Output]);
        _learnable = [.. layer.Parameters.Where(parameter => parameter.IsLearnable).Select(parameter => parameter.Name)];
    }

    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
    {
        var neuron = Neuron();
        var first = First(neuron, input.Shape);
        var state = new DeviceState<float>(neuron.Model, first.Values, first.Step, _layer.NoiseSeed(pass.Number), _layer.NoiseStream);
        if (!pass.IsTraining)
        {
            var (recorded, last) = neuron.Record(_outputs, state, input.Input);
            pass.Hold(last);
            return new(DeviceSignal.EachStep(pass.Hold(recorded[_layer.Output])), (_, _) => null);
        }

        var pullback = pass.Hold(neuron.Pullback(_outputs, state, input.Input));
        return new(DeviceSignal.EachStep(pullback.Output), (dOutput, isWanted) =>
        {
            var request = new DeviceGradientRequest { Inputs = isWanted, Parameters = _learnable };
            var gradients = pass.Hold(pullback.Gradients(dOutput, request));
            SetGradients(gradients, pass);
            return isWanted ? gradients.Input : null;
        });
    }

    protected override void Dispose(bool disposing)
    {
        _first?.Dispose();
        _neuron?.Forget();
        (_first, _neuron) = (null, null);
        base.Dispose(disposing);
    }

    /// <summary>The neurons with the parameters of now, and the kernels of before.</summary>
    private DeviceNeuron Neuron()
    {
        if (_neuron is not null && _changes == _layer.ParameterChanges) return _neuron;
        _changes = _layer.ParameterChanges;
        _first?.Dispose();
        _first = null;
        var before = _neuron;
        _neuron = before is null ? _layer.On(_device) : before.With(_layer.Values());
        before?.Forget();
        return _neuron;
    }

    /// <summary>The state that passes begin with, which differ in the seed of their noise alone.</summary>
    private DeviceState<float> First(DeviceNeuron neuron, ReadOnlySpan<nint> shape)
    {
        if (_first is not null && _first.Shape.SequenceEqual(shape)) return _first;
        _first?.Dispose();
        return _first = neuron.Initial<float>(shape, _layer.NoiseSeed(0), _layer.NoiseStream);
    }

    private void SetGradients(DeviceGradients<float> gradients, DevicePass pass)
    {
        var stored = 0;
        foreach (var parameter in _layer.Parameters)
        {
            if (!parameter.IsLearnable && !parameter.IsPerNeuron && !parameter.IsPerChannel) continue;
            var target = _layer.StoredParameters[stored++];
            if (!parameter.IsLearnable) continue;
            var gradient = gradients.Parameters[parameter.Name];
            pass.SetGradient(target, parameter.IsPerChannel ? pass.Hold(OfChannels(gradient, target.Shape)) : gradient);
        }
    }

    /// <summary>The sums over the neurons of each channel, in float64, as the processor adds them.</summary>
    private DeviceTensor<float> OfChannels(DeviceTensor<float> ofNeurons, ReadOnlySpan<nint> shape)
    {
        var neurons = ofNeurons.ToTensor().ToArray();
        var channels = (int)shape[0];
        var size = neurons.Length / channels;
        var sums = Enumerable.Range(0, channels).Select(channel => (float)neurons.Skip(channel * size).Take(size).Sum(value => (double)value));
        return _device.Copy(Tensor.Create([.. sums], shape));
    }
}
