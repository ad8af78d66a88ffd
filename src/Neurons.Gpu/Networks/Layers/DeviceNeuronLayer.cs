using System.Numerics.Tensors;
using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>Neurons of any model as a layer of a network. Their parameters are checked on the processor, which makes their updates.</summary>
internal sealed class DeviceNeuronLayer : DeviceLayer, IDeviceStepwise
{
    private const int MostShapes = 4;
    private readonly NeuronLayer _layer;
    private readonly Device _device;

    // several threads may predict; the states that passes begin with are those of the shapes of late
    private readonly Lock _lock = new();
    private readonly List<DeviceState<float>> _first = [];
    private DeviceNeuron? _neuron;
    private long _changes = -1;

    public DeviceNeuronLayer(NeuronLayer layer, Device device)
    {
        (_layer, _device) = (layer, device);
        Learnable = [.. layer.Parameters.Where(parameter => parameter.IsLearnable).Select(parameter => parameter.Name)];
    }

    public override bool TakesAll => true;

    /// <summary>Whether the spikes are wanted as bits.</summary>
    public bool GivesSpikes { private get; set; }

    /// <summary>The parameters that are learnt.</summary>
    public string[] Learnable { get; }

    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
    {
        var (outputs, pullback) = ForwardAll([input], [0], pass);
        return new(outputs[0], (gradient, isWanted) => pullback([gradient], [isWanted])[0]);
    }

    public override DeviceLayerOutputs ForwardAll(IReadOnlyList<DeviceSignal> inputs, IReadOnlyList<int> outputs, DevicePass pass)
    {
        var state = Begin(inputs[0].Shape, pass);
        var neuron = Neuron();
        if (GivesSpikes && _layer.Model.Spikes && _layer.Output == NeuronLayer.Spikes) return Spikes(neuron, state, inputs, pass);
        string[] names = [.. outputs.Select(OutputName)];
        DeviceInput<float>[] given = [.. inputs.Select(input => input.Input)];
        if (!pass.IsTraining)
        {
            var (recorded, last) = neuron.Record(names, state, given);
            Keep(pass.Hold(last), pass);
            return new([.. names.Select(name => DeviceSignal.EachStep(pass.Hold(recorded[name])))], (_, _) => new DeviceTensor<float>?[given.Length]);
        }

        var pullback = pass.Hold(neuron.Pullback(names, state, given));
        return Run([.. pullback.Recorded.Select(DeviceSignal.EachStep)], pullback, given.Length, pass);
    }

    /// <summary>The spikes as bits.</summary>
    private DeviceLayerOutputs Spikes(DeviceNeuron neuron, DeviceState<float> state, IReadOnlyList<DeviceSignal> inputs, DevicePass pass)
    {
        var shape = inputs[0].Shape.ToArray();
        DeviceInput<float>[] given = [.. inputs.Select(input => input.Input)];
        if (pass.IsTraining)
        {
            var (bits, pullback) = neuron.SpikesPullback(state, given);
            return Run([DeviceSignal.Spikes(pass.Hold(bits), shape, pass)], pass.Hold(pullback), given.Length, pass);
        }

        var (spikes, last) = neuron.Spikes(state, given);
        Keep(pass.Hold(last), pass);
        return new([DeviceSignal.Spikes(pass.Hold(spikes), shape, pass)], (_, _) => new DeviceTensor<float>?[given.Length]);
    }

    private DeviceLayerOutputs Run(DeviceSignal[] outputs, DevicePullback<float> pullback, int inputs, DevicePass pass)
    {
        Keep(pullback.Final, pass);
        return new(outputs, (dOutputs, areWanted) =>
        {
            var request = new DeviceGradientRequest { Inputs = areWanted.Contains(true), Parameters = Learnable };
            var gradients = pass.Hold(pullback.Gradients([.. dOutputs], null, request));
            SetGradients(gradients.Parameters, pass);
            DeviceTensor<float>?[] ofInputs = request.Inputs ? [.. gradients.Inputs] : new DeviceTensor<float>?[inputs];
            return ofInputs;
        });
    }

    public DeviceSteps Steps(nint[] shape, DevicePass pass) => new DeviceNeuronSteps(this, shape, pass);

    /// <summary>The name of an output.</summary>
    public string OutputName(int output) => ((IManyOutputs)_layer).OutputNames[output];

    /// <summary>The state that a pass begins with, or goes on with.</summary>
    public DeviceState<float> Begin(ReadOnlySpan<nint> shape, DevicePass pass)
    {
        if (pass.Before<DeviceState<float>>(_layer) is { } before) return before;
        var neuron = Neuron();
        DeviceState<float> first;
        lock (_lock) first = First(neuron, shape);
        return new(neuron.Model, first.Values, first.Step, _layer.NoiseSeed(pass.Number), _layer.NoiseStream);
    }

    /// <summary>Keeps the state that a pass ends with.</summary>
    public void Keep(DeviceState<float> last, DevicePass pass) => pass.Keep(_layer, last);

    /// <summary>Gives the gradients of the parameters that are learnt to a pass.</summary>
    /// <param name="ofNeurons">That of a parameter, a number for each neuron or one for all.</param>
    /// <param name="pass">The pass.</param>
    public void SetGradients(Func<string, double[]> ofNeurons, DevicePass pass)
    {
        foreach (var (parameter, target) in Stored())
        {
            var gradient = ofNeurons(parameter.Name);
            if (gradient.Length == 0) continue;
            var sums = parameter.IsPerChannel ? OfChannels(gradient, (int)target.Shape[0]) : gradient;
            pass.SetGradient(target, pass.Hold(_device.Copy(Tensor.Create(Array.ConvertAll(sums, sum => (float)sum), target.Shape))));
        }
    }

    protected override void Dispose(bool disposing)
    {
        ForgetFirst();
        _neuron?.Dispose();
        _neuron = null;
        base.Dispose(disposing);
    }

    /// <summary>The neurons with the parameters of now, and the kernels of before.</summary>
    public DeviceNeuron Neuron()
    {
        lock (_lock)
        {
            if (_neuron is not null && _changes == _layer.ParameterChanges) return _neuron;
            _changes = _layer.ParameterChanges;
            ForgetFirst();
            var before = _neuron;
            _neuron = before is null ? _layer.On(_device) : before.With(_layer.Values());
            before?.Dispose();
            return _neuron;
        }
    }

    /// <summary>The state that passes begin with, which differ in the seed of their noise alone.</summary>
    private DeviceState<float> First(DeviceNeuron neuron, ReadOnlySpan<nint> shape)
    {
        foreach (var known in _first)
        {
            if (known.Shape.SequenceEqual(shape)) return known;
        }

        // another thread may be about to read the oldest, which is therefore left to be collected
        if (_first.Count == MostShapes) _first.RemoveAt(0);
        var first = neuron.Initial<float>(shape, _layer.NoiseSeed(0), _layer.NoiseStream);
        _first.Add(first);
        return first;
    }

    private void ForgetFirst()
    {
        foreach (var first in _first) first.Dispose();
        _first.Clear();
    }

    private void SetGradients(IReadOnlyDictionary<string, DeviceTensor<float>> gradients, DevicePass pass)
    {
        foreach (var (parameter, target) in Stored())
        {
            var gradient = gradients[parameter.Name];
            if (!parameter.IsPerChannel) pass.SetGradient(target, gradient);
            else
            {
                var sums = OfChannels(Array.ConvertAll(gradient.ToTensor().ToArray(), value => (double)value), (int)target.Shape[0]);
                pass.SetGradient(target, pass.Hold(_device.Copy(Tensor.Create(Array.ConvertAll(sums, sum => (float)sum), target.Shape))));
            }
        }
    }

    /// <summary>The parameters that are learnt, and what they are stored in.</summary>
    private IEnumerable<(NeuronLayerParameter Parameter, Parameter Target)> Stored() => _layer.Parameters
        .Where(parameter => parameter.IsLearnable || parameter.IsPerNeuron || parameter.IsPerChannel)
        .Zip(_layer.StoredParameters)
        .Where(pair => pair.First.IsLearnable);

    /// <summary>The sums over the neurons of each channel, in float64, as the processor adds them.</summary>
    private static double[] OfChannels(double[] ofNeurons, int channels)
    {
        var size = ofNeurons.Length / channels;
        return [.. Enumerable.Range(0, channels).Select(channel => ofNeurons.AsSpan(channel * size, size).ToArray().Sum())];
    }
}
