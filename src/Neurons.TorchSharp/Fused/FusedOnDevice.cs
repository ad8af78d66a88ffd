using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Neurons.Gpu;
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>
/// The kernels of a device at work on the memory of torch tensors, in CUDA's default stream, which is torch's: what torch was asked for before is
/// done before, and what it is asked for next is done after.
/// </summary>
internal static class FusedOnDevice
{
    /// <summary>Neurons with kernels and the parameters of a first call, by the device and by which parameters are one number.</summary>
    private static readonly ConditionalWeakTable<Dynamics, ConcurrentDictionary<string, Known>> _kernels = [];

    /// <summary>The output at every step, then the states after the last.</summary>
    public static List<Tensor> Forward(Gpu.Device device, NeuronCall call, Tensor[] inputs, Tensor[] states) => inputs[0].dtype switch
    {
        ScalarType.Float64 => Forward<double>(device, call, inputs, states),
        ScalarType.Float16 => Forward<Half>(device, call, inputs, states),
        ScalarType.BFloat16 => Forward<BFloat16>(device, call, inputs, states),
        _ => Forward<float>(device, call, inputs, states),
    };

    /// <summary>
    /// The gradients by inputs, states and parameters, null where they are not wanted; <paramref name="output"/> and
    /// <paramref name="final"/> are those by what the forward pass returned.
    /// </summary>
    public static (Tensor?[] Inputs, Tensor?[] States, double[]?[] Parameters) Backward(
        Gpu.Device device, NeuronCall call, Tensor[] inputs, Tensor[] states, Tensor output, Tensor[] final,
        bool[] wantedInputs, bool[] wantedStates, bool[] wantedParameters)
    {
        var wanted = new Wanted(wantedInputs, wantedStates, wantedParameters);
        return inputs[0].dtype switch
        {
            ScalarType.Float64 => Backward<double>(device, call, inputs, states, output, final, wanted),
            ScalarType.Float16 => Backward<Half>(device, call, inputs, states, output, final, wanted),
            ScalarType.BFloat16 => Backward<BFloat16>(device, call, inputs, states, output, final, wanted),
            _ => Backward<float>(device, call, inputs, states, output, final, wanted),
        };
    }

    private sealed record Known(DeviceNeuron Neuron, ParameterValue[] Values);

    private sealed record Wanted(bool[] Inputs, bool[] States, bool[] Parameters);

    private static List<Tensor> Forward<T>(Gpu.Device device, NeuronCall call, Tensor[] inputs, Tensor[] states)
        where T : unmanaged
    {
        List<Tensor> results = [empty([call.Steps, .. call.Shape], inputs[0].dtype, inputs[0].device)];
        foreach (var _ in states) results.Add(empty(call.Shape, inputs[0].dtype, inputs[0].device));
        using var views = new Views<T>(device);
        using var own = Neuron(device, call, out var neuron);
        neuron.Integral(
            views.State(neuron, call, states), views.Inputs(inputs), views.Of(results[0]), Array.ConvertAll(results.ToArray()[1..], views.Of));
        return results;
    }

    private static (Tensor?[] Inputs, Tensor?[] States, double[]?[] Parameters) Backward<T>(
        Gpu.Device device, NeuronCall call, Tensor[] inputs, Tensor[] states, Tensor output, Tensor[] final, Wanted wanted)
        where T : unmanaged
    {
        using var scope = NewDisposeScope();
        var (ofInputs, ofStates) = (Array.Exists(wanted.Inputs, one => one), Array.Exists(wanted.States, one => one));
        Tensor[] inputGradients = ofInputs ? Array.ConvertAll(inputs, input => empty_like(input)) : [];
        Tensor[] stateGradients = ofStates ? Array.ConvertAll(states, state => empty_like(state)) : [];
        using var views = new Views<T>(device);
        using var own = Neuron(device, call, out var neuron);
        var model = call.Model;
        var request = new DeviceGradientRequest
        {
            Inputs = ofInputs,
            Initial = ofStates,
            Parameters = [.. model.ParameterNames.Where((_, p) => wanted.Parameters[p])],
        };
        var into = new DeviceGradients<T>(
            Array.ConvertAll(inputGradients, views.Of), ofStates ? views.State(neuron, call, stateGradients) : null);
        var gradients = neuron.Gradients(
            views.State(neuron, call, states), views.Inputs(inputs), views.Of(TensorMemory.RowMajor(output)),
            Array.ConvertAll(final, one => views.Of(TensorMemory.RowMajor(one))), request, into);
        var parameters = Array.ConvertAll(model.ParameterNames, name =>
            gradients.Parameters.TryGetValue(name, out var gradient) ? Numbers(gradient) : null);
        return (Kept(inputGradients, wanted.Inputs), Kept(stateGradients, wanted.States), parameters);
    }

    /// <summary>The neuron with the parameters of a call, and what is to be disposed of after it: fixed parameters go to the device once.</summary>
    private static DeviceNeuron? Neuron(Gpu.Device device, NeuronCall call, out DeviceNeuron neuron)
    {
        var key = $"{device.Id} {string.Concat(call.Values.Select(value => value.IsShared ? '1' : '0'))}";
        var known = _kernels.GetValue(call.Dynamics, _ => new()).GetOrAdd(key, _ => new(call.Dynamics.On(device, call.Values), call.Values));
        var isSame = call.AreFixed && known.Values.Zip(call.Values).All(pair => ReferenceEquals(pair.First, pair.Second));
        neuron = isSame ? known.Neuron : known.Neuron.With(call.Values);
        return isSame ? null : neuron;
    }

    private static double[] Numbers<T>(DeviceTensor<T> gradient)
        where T : unmanaged
    {
        using (gradient)
        {
            var numbers = new double[gradient.Count];
            if (gradient is DeviceTensor<double> wide) wide.ToTensor().FlattenTo(numbers);
            else
            {
                using var single = gradient.To<float>();
                var values = new float[gradient.Count];
                single.ToTensor().FlattenTo(values);
                for (var i = 0; i < values.Length; i++) numbers[i] = values[i];
            }

            return numbers;
        }
    }

    private static Tensor?[] Kept(Tensor[] gradients, bool[] wanted) => gradients.Length == 0
        ? new Tensor?[wanted.Length]
        : [.. gradients.Zip(wanted, (one, isWanted) => isWanted ? one.MoveToOuterDisposeScope() : null)];

    /// <summary>Tensors seen as tensors of a device; torch has their memory back when this is disposed of.</summary>
    private sealed class Views<T>(Gpu.Device device) : IDisposable
        where T : unmanaged
    {
        private readonly List<(DeviceTensor<T> View, Tensor Of)> _views = [];

        public DeviceTensor<T> Of(Tensor tensor)
        {
            var view = device.View<T>(TensorMemory.DeviceAddress(tensor), Array.ConvertAll(tensor.shape, length => (nint)length));
            _views.Add((view, tensor));
            return view;
        }

        public DeviceInput<T>[] Inputs(Tensor[] tensors) => Array.ConvertAll(tensors, tensor => (DeviceInput<T>)Of(tensor));

        public DeviceState<T> State(DeviceNeuron neuron, NeuronCall call, Tensor[] tensors) =>
            neuron.State(Array.ConvertAll(tensors, Of), call.Clock.Step, call.Clock.Seed, call.Clock.Stream);

        public void Dispose()
        {
            foreach (var (view, tensor) in _views)
            {
                view.Dispose();
                GC.KeepAlive(tensor);
            }
        }
    }
}
